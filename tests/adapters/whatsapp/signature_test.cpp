// Signatures over the raw bytes.
#include "adapters/whatsapp/signature.hpp"

#include <gtest/gtest.h>
#include "tests/adapters/whatsapp/shared_files.hpp"

namespace sapa::whatsapp {
namespace {

const std::vector<std::string> secrets{"old", "new"};

TEST(Signature, FitsWithAnyOfTheSecrets)
{
    EXPECT_TRUE(signature_fits("{}", sign("{}", "old"), secrets));
    EXPECT_TRUE(signature_fits("{}", sign("{}", "new"), secrets));
    EXPECT_FALSE(signature_fits("{}", sign("{}", "other"), secrets));
}

TEST(Signature, RefusesEveryOtherHeader)
{
    const auto good = sign("{}", "new");
    EXPECT_FALSE(signature_fits("{ }", good, secrets));
    for (std::size_t length = 0; length < good.size(); ++length)
        EXPECT_FALSE(signature_fits("{}", good.substr(0, length), secrets));
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto wrong = good;
        wrong[at] ^= 1;
        EXPECT_FALSE(signature_fits("{}", wrong, secrets)) << at;
    }
    EXPECT_FALSE(signature_fits("{}", good + "0", secrets));
    EXPECT_FALSE(signature_fits("{}", "sha1=" + good.substr(7), secrets));
}

TEST(Signature, AnEmptySecretNeverFits)
{
    EXPECT_FALSE(signature_fits("{}", sign("{}", ""), std::vector<std::string>{""}));
    EXPECT_FALSE(signature_fits("{}", sign("{}", ""), {}));
}

TEST(Signature, VerifiesAGenuineDelivery)
{
    const auto body = shared_file("webhooks/signature_real_pywa.json");
    if (!body)
        GTEST_SKIP() << "no shared fixtures";
    const std::vector<std::string> genuine{"1222e786b144d0e85b9f365372d93676"};
    EXPECT_TRUE(signature_fits(
        *body, "sha256=54edfa1d7259e0eb13c677cc7d73d1b5c86cfa12433d19156e058ab9251bc441", genuine));
}

}  // namespace
}  // namespace sapa::whatsapp
