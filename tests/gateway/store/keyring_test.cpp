// The keyring: what it opens, what it does not, and what a destroyed day means.
#include "gateway/store/keyring.hpp"
#include <gtest/gtest.h>
#include <fstream>
#include "tests/gateway/store/scratch.hpp"

namespace sapa::store {
namespace {

namespace fs = std::filesystem;
const instant today{std::chrono::sys_days(std::chrono::days(20'777))};

TEST(keyring, OpensWhatItSealed)
{
    scratch folder;
    keyring keys(folder.path() / "keys");
    for (const std::string text : {"", "SALDO", "3171234567890001 and much more"}) {
        const auto sealed = keys.seal(text_kind::message, today, text);
        EXPECT_EQ(keys.open(text_kind::message, sealed), text);
        EXPECT_EQ(keyring::day_sealed(sealed), day_of(today));
        EXPECT_TRUE(text.empty() || sealed.find(text) == sealed.npos);
    }
    EXPECT_NE(keys.seal(text_kind::message, today, "x"), keys.seal(text_kind::message, today, "x"));
}

TEST(keyring, OpensAfterARestartAndForReaders)
{
    scratch folder;
    std::string sealed;
    {
        keyring keys(folder.path() / "keys");
        sealed = keys.seal(text_kind::reply, today, "Rp1.000");
    }
    keyring again(folder.path() / "keys");
    EXPECT_EQ(again.open(text_kind::reply, sealed), "Rp1.000");
    keyring reader(folder.path() / "keys", true);
    EXPECT_EQ(reader.open(text_kind::reply, sealed), "Rp1.000");
    EXPECT_EQ(reader.hash64("phone", "6281200000001"), again.hash64("phone", "6281200000001"));
}

TEST(keyring, RefusesEveryAlteredOctetAndAnotherKind)
{
    scratch folder;
    keyring keys(folder.path() / "keys");
    keys.seal(text_kind::reply, today, "makes the key of the other kind");
    const auto sealed = keys.seal(text_kind::message, today, "SALDO");
    EXPECT_THROW(keys.open(text_kind::reply, sealed), std::runtime_error);
    for (std::size_t at = 5; at < sealed.size(); ++at) {
        auto altered = sealed;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        EXPECT_THROW(keys.open(text_kind::message, altered), std::runtime_error) << at;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_THROW(keys.open(text_kind::message, sealed.substr(0, size)), std::runtime_error) << size;
}

TEST(keyring, ForgetsADayWhoseKeyIsDestroyed)
{
    scratch folder;
    keyring keys(folder.path() / "keys");
    const auto old = keys.seal(text_kind::message, today - std::chrono::days(3), "old");
    const auto kept = keys.seal(text_kind::message, today, "kept");
    const auto other = keys.seal(text_kind::reply, today - std::chrono::days(3), "other kind");
    EXPECT_EQ(keys.destroy_before(text_kind::message, day_of(today)), 1u);
    EXPECT_EQ(keys.open(text_kind::message, old), std::nullopt);
    EXPECT_EQ(keys.open(text_kind::message, kept), "kept");
    EXPECT_EQ(keys.open(text_kind::reply, other), "other kind");
    EXPECT_EQ(keyring(folder.path() / "keys").open(text_kind::message, old), std::nullopt);
}

TEST(keyring, KeepsItsFilesToItself)
{
    scratch folder;
    keyring keys(folder.path() / "keys");
    keys.seal(text_kind::state, today, "x");
    EXPECT_EQ(fs::status(folder.path() / "keys").permissions(), fs::perms::owner_all);
    int files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path() / "keys")) {
        EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
            << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 2);
}

TEST(keyring, NamesWhatIsWrong)
{
    scratch folder;
    fs::create_directory(folder.path() / "keys");
    std::ofstream(folder.path() / "keys" / "lookup.key") << "short";
    try {
        keyring keys(folder.path() / "keys");
        FAIL();
    } catch (const std::runtime_error& why) {
        EXPECT_NE(std::string(why.what()).find("lookup.key"), std::string::npos) << why.what();
    }
    std::ofstream(folder.path() / "file") << "x";
    EXPECT_THROW(keyring(folder.path() / "file" / "keys"), std::runtime_error);
    EXPECT_THROW(keyring(folder.path() / "nowhere", true), std::runtime_error);
}

TEST(keyring, HashesAreKeyedAndScoped)
{
    scratch folder;
    keyring one(folder.path() / "one"), two(folder.path() / "two");
    EXPECT_EQ(one.hash("a", "b"), one.hash("a", "b"));
    EXPECT_NE(one.hash("a", "b"), one.hash("ab", ""));
    EXPECT_NE(one.hash("a", "b"), two.hash("a", "b"));
    EXPECT_GE(one.hash64("a", "b"), 0);
}

}  // namespace
}  // namespace sapa::store
