// Settings: what is wrong is named with file and line; overlays merge; secrets come from outside.
#include "gateway/config.hpp"

#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>

using namespace sapa;
namespace fs = std::filesystem;

namespace {

struct loaded
{
    settings read;
    std::vector<config_fault> faults;
    std::string said() const
    {
        std::string all;
        for (const auto& fault : faults)
            all += to_string(fault) + "\n";
        return all;
    }
};

class Config : public testing::Test
{
protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    loaded load(const std::string& text, const std::string& over = {})
    {
        std::ofstream(folder_ / "gateway.yaml") << text;
        std::vector<fs::path> overlays;
        if (!over.empty()) {
            std::ofstream(folder_ / "over.yaml") << over;
            overlays.push_back(folder_ / "over.yaml");
        }
        loaded result;
        result.read = load_settings(folder_, overlays, result.faults);
        return result;
    }

    fs::path folder_ = fs::temp_directory_path() / ("sapa-config-" + std::to_string(::getpid()));
};

struct wrong_case
{
    const char* name;
    const char* text;
    const char* said;  // part of the fault
};
const wrong_case wrong[] = {
    {"UnknownTopKey", "stoer: {url: x}\n", "gateway.yaml:1: unknown key \"stoer\"; did you mean \"store\"?"},
    {"UnknownKey", "store:\n  url: sqlite:x\n  keyz: y\n",
     "gateway.yaml:3: unknown key \"keyz\"; did you mean \"keys\"?"},
    {"NotANumber", "core: {timeout_ms: soon}\n", "\"soon\" is not a number"},
    {"OutOfRange", "core: {timeout_ms: 1}\n", "1 is out of range"},
    {"NotAnEnumeration", "log: {level: loud}\n", "\"loud\" is not one of debug|info|warning|error"},
    {"NotABoolean", "sms: {smpp: [{name: a, tls: perhaps}]}\n", "\"perhaps\" is neither true nor false"},
    {"MissingName", "sms:\n  smpp:\n    - {host: h}\n", "gateway.yaml:3: \"name\" is missing"},
    {"TwiceTheSameName", "sms: {smpp: [{name: a}, {name: a}]}\n", "two accounts are named \"a\""},
    {"ListExpected", "sms: {smpp: {name: a}}\n", "a list is expected"},
    {"MapExpected", "store: sqlite\n", "here stand keys and values"},
    {"KeyTwice", "store: {url: a, url: b}\n", "\"url\" stands twice"},
    {"NotYaml", "store: [\n", "not YAML"},
    {"NoMap", "- a\n", "the file must be a list of \"key: value\" lines"},
    {"SecretNotSet", "core: {token: \"${SAPA_NO_SUCH_VARIABLE}\"}\n", "${SAPA_NO_SUCH_VARIABLE} is not set"},
    {"SecretFileMissing", "core: {token: \"${file:/no/such}\"}\n", "the file cannot be read"},
    {"WhatsappWithoutSecret", "whatsapp: {phone_number_id: \"1\"}\n", "app_secret is missing"},
    {"PortTooLarge", "sms: {smpp: [{name: a, port: 70000}]}\n", "70000 is out of range"},
    {"BindOfNoKind", "sms: {smpp: [{name: a, bind: both}]}\n",
     "\"both\" is not one of transceiver|transmitter|receiver"},
    {"AuditKeptTooShort", "retention: {audit: 2}\n", "2 is out of range"},
};
class WrongSettings : public Config, public testing::WithParamInterface<wrong_case>
{
};

}  // namespace

TEST_P(WrongSettings, AreNamedWithFileAndLine)
{
    const auto result = load(GetParam().text);
    EXPECT_NE(result.said().find(GetParam().said), std::string::npos) << result.said();
}
INSTANTIATE_TEST_SUITE_P(Cases, WrongSettings, testing::ValuesIn(wrong),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(Config, ShippedSettingsStartInAnEmptyEnvironment)
{
    std::vector<config_fault> faults;
    const auto read = load_settings(fs::path(SOURCE_DIR) / "conf", {}, faults);
    EXPECT_TRUE(faults.empty()) << to_string(faults.front());
    EXPECT_TRUE(read.smpp.empty());
    EXPECT_TRUE(read.whatsapp.empty());
}

TEST_F(Config, OverlayMergesMapsAndReplacesLists)
{
    const auto result = load("store: {url: \"sqlite:a\", keys: k}\nsms: {smpp: [{name: north}]}\n",
                             "store: {url: \"sqlite:b\"}\nsms: {smpp: [{name: south}, {name: east}]}\n");
    EXPECT_TRUE(result.faults.empty()) << result.said();
    EXPECT_EQ(result.read.store.url, "sqlite:b");
    EXPECT_EQ(result.read.store.keys, "k");
    ASSERT_EQ(result.read.smpp.size(), 2u);
    EXPECT_EQ(result.read.smpp[0].name, "south");
}

TEST_F(Config, FaultsInAnOverlayNameTheOverlay)
{
    const auto result = load("store: {url: a}\n", "\nstore:\n  urk: b\n");
    EXPECT_NE(result.said().find("over.yaml:3: unknown key \"urk\""), std::string::npos) << result.said();
}

TEST_F(Config, ASecretFileIsReadAgainWhenItChanges)
{
    const auto token = folder_ / "token";
    std::ofstream(token) << "first\n";
    const auto result = load("core: {token: \"${file:" + token.string() + "}\"}\n");
    ASSERT_TRUE(result.faults.empty()) << result.said();
    EXPECT_EQ(result.read.core.token.value(), "first");
    std::ofstream(token) << "second\n";
    EXPECT_EQ(result.read.core.token.value(), "second");
}

TEST_F(Config, SecretsOfChannelsThatAreOffMayBeMissing)
{
    const auto result =
        load("whatsapp: {phone_number_id: \"\", access_token: \"${SAPA_NO_SUCH_VARIABLE}\"}\n");
    EXPECT_TRUE(result.faults.empty()) << result.said();
}

TEST_F(Config, HostMayBeAListWithPorts)
{
    const auto result =
        load("sms: {smpp: [{name: a, host: [one, \"two:2776\"], port: 2775, password: p}]}\n");
    ASSERT_TRUE(result.faults.empty()) << result.said();
    const auto account = make_account(result.read.smpp.at(0), "2757");
    ASSERT_EQ(account.hosts.size(), 2u);
    EXPECT_EQ(account.hosts[0].port, 2775);
    EXPECT_EQ(account.hosts[1].host, "two");
    EXPECT_EQ(account.hosts[1].port, 2776);
}
