// node-smpp as SMSC: three ways to bind, TLS, ten thousand questions under faults.
#include <gtest/gtest.h>
#include <cstdlib>
#include "node_smsc.hpp"

namespace sapa::tests {
namespace {

using namespace std::chrono_literals;

#define SKIP_WITHOUT_NODE()  \
    if (!node_smsc::there()) \
    GTEST_SKIP() << "node or tests/interop/node_modules is missing: npm ci --prefix tests/interop"

struct bind_case
{
    const char* name;
    sms::bind_type bind;
    int receivers, transmitters;
    std::size_t binds;
};
class NodeSmpp : public testing::TestWithParam<bind_case>
{
};
TEST_P(NodeSmpp, BindsAndAnswers)
{
    SKIP_WITHOUT_NODE();
    node_stand stand({{"questions", 50}});
    stand.settings.bind = GetParam().bind;
    stand.settings.receiver_binds = GetParam().receivers;
    stand.settings.transmitter_binds = GetParam().transmitters;
    stand.start();
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.said("done") != nullptr; }));
    EXPECT_EQ(stand.smsc.said("done")->at("wrong").as_int64(), 0);
    EXPECT_EQ(stand.smsc.said("done")->at("second").as_int64(), 0);
    EXPECT_NE(stand.smsc.said("bind", GetParam().binds - 1), nullptr);
    stand.account->stop();
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.said("unbind", GetParam().binds - 1) != nullptr; }));
}
INSTANTIATE_TEST_SUITE_P(
    Ways, NodeSmpp,
    testing::Values(bind_case{"Transceiver", sms::bind_type::transceiver, 0, 0, 1},
                    bind_case{"TransmitterAndReceiver", sms::bind_type::transmitter, 1, 0, 2},
                    bind_case{"ReceiverAndTransmitter", sms::bind_type::receiver, 0, 1, 2}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(NodeSmppFaults, WrongPasswordIsNotRetriedInHaste)
{
    SKIP_WITHOUT_NODE();
    node_stand stand({{"questions", 1}});
    stand.settings.password = "other";
    stand.start();
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.said("bind") != nullptr; }));
    ASSERT_TRUE(stand.run_until([&] { return !stand.account->links()[0].last_end.empty(); }));
    EXPECT_EQ(stand.account->links()[0].last_end, "bind_refused ESME_RINVPASWD");
    stand.run_until([] { return false; }, 1s);
    EXPECT_EQ(stand.smsc.said("bind", 1), nullptr);
}

TEST(NodeSmppFaults, TenThousandQuestionsThroughThrottleCutsAndDroppedAnswers)
{
    SKIP_WITHOUT_NODE();
    constexpr std::int64_t questions = 10000;
    node_stand stand(
        {{"questions", questions}, {"throttle", 0.0005}, {"drop", 0.001}, {"cut", 0.001}, {"seed", 2757}});
    stand.start();
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.said("done") != nullptr; }, 240s));
    const auto& done = *stand.smsc.said("done");
    EXPECT_EQ(done.at("answered").as_int64(), questions);
    EXPECT_EQ(done.at("wrong").as_int64(), 0);
    EXPECT_EQ(stand.store.admitted.size(), static_cast<std::size_t>(questions));
    EXPECT_GT(done.at("cut").as_int64(), 0);
    EXPECT_GT(done.at("dropped").as_int64(), 0);
    EXPECT_GT(done.at("throttled").as_int64(), 0);
    EXPECT_LE(done.at("second").as_int64(), stand.unknown);
    EXPECT_EQ(static_cast<std::int64_t>(stand.account->counts().unknown), stand.unknown);
    RecordProperty("done", boost::json::serialize(done));
}

class NodeSmppTls : public testing::Test
{
protected:
    void SetUp() override
    {
        SKIP_WITHOUT_NODE();
        folder = testing::TempDir() + "sapa_tls_" + std::to_string(::getpid());
        std::filesystem::create_directories(folder);
        const auto make =
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
            "subjectAltName=IP:127.0.0.1,DNS:localhost -keyout " +
            folder + "/key.pem -out " + folder + "/cert.pem 2> /dev/null";
        ASSERT_EQ(std::system(make.c_str()), 0);
    }
    void TearDown() override
    {
        if (!folder.empty())
            std::filesystem::remove_all(folder);
    }
    boost::json::object options() const
    {
        return {{"questions", 20}, {"key", folder + "/key.pem"}, {"cert", folder + "/cert.pem"}};
    }
    std::string fingerprint() const
    {
        const auto print = "openssl x509 -in " + folder + "/cert.pem -noout -fingerprint -sha256";
        char line[256]{};
        auto* from = ::popen(print.c_str(), "r");
        const bool read = std::fgets(line, sizeof line, from) != nullptr;
        ::pclose(from);
        std::string text = read ? line : "";
        text.erase(0, text.find('=') + 1);
        text.erase(text.find_last_not_of("\r\n") + 1);
        return text;
    }
    std::string folder{};
};

TEST_F(NodeSmppTls, AnswersUnderAnAuthorityThatItTrusts)
{
    node_stand stand(options());
    stand.settings.tls.on = true;
    stand.settings.tls.ca_file = folder + "/cert.pem";
    stand.start();
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.said("done") != nullptr; }));
}

TEST_F(NodeSmppTls, AnswersUnderAPinnedCertificate)
{
    node_stand stand(options());
    stand.settings.tls.on = true;
    stand.settings.tls.pinned_sha256 = fingerprint();
    stand.start();
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.said("done") != nullptr; }));
}

TEST_F(NodeSmppTls, SendsNoPasswordToAStranger)
{
    for (const auto& pin : {std::string(), std::string(64, '0')}) {
        node_stand stand(options());
        stand.settings.tls.on = true;
        stand.settings.tls.pinned_sha256 = pin;
        stand.start();
        EXPECT_TRUE(stand.run_until([&] { return !stand.account->links()[0].last_end.empty(); }));
        EXPECT_EQ(stand.smsc.said("bind"), nullptr);
        stand.finish();
    }
}

}  // namespace
}  // namespace sapa::tests
