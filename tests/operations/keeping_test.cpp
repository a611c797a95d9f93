// The store is copied while the gateway runs, and what was copied can be taken up again.
#include "tests/operations/gateway_stand.hpp"

using namespace sapa;
using namespace sapa::operations;

namespace {

class Keeping : public testing::Test
{
protected:
    void answer_questions(std::size_t from, std::size_t to)
    {
        for (auto i = from; i < to; ++i)
            stand.ask(i, "jam buka kantor");
        ASSERT_TRUE(stand.until([&] { return stand.smsc->replies().size() == to; })) << stand.log();
    }
    void put_in_place(const std::filesystem::path& copy)
    {
        for (const auto* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(stand.folder() / (std::string("sapa.db") + suffix));
        std::filesystem::copy_file(copy, stand.folder() / "sapa.db");
    }
    std::string timeline() { return stand.command("message 1").text; }

    gateway_stand stand;
};

}  // namespace

TEST_F(Keeping, ABackUpIsRestoredAsItWas)
{
    stand.start_bound();
    answer_questions(0, 3);
    const auto copy = stand.folder() / "copy.db";
    const auto made = stand.command("backup " + copy.string());
    ASSERT_EQ(made.status, 0) << made.text;
    EXPECT_EQ(std::filesystem::status(copy).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    answer_questions(3, 5);
    EXPECT_LT(stand.scrape_until([](const scrape& now) { return now.sum("sapa_backup_age_seconds") > 0; })
                  .sum("sapa_backup_age_seconds"),
              3600);
    stand.gateway->kill();

    put_in_place(copy);
    stand.start_bound();
    const auto books =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_ledger", "accepted") == 3; });
    EXPECT_EQ(books.sum("sapa_ledger", "answered"), 3);
    EXPECT_EQ(books.sum("sapa_ledger_balanced"), 1);
    EXPECT_NE(timeline().find("received"), std::string::npos) << timeline();
    EXPECT_EQ(timeline().find("(expired)"), std::string::npos) << timeline();
    answer_questions(5, 6);
}

TEST_F(Keeping, WithoutItsKeysABackUpTellsNothingOfPersons)
{
    stand.start_bound();
    answer_questions(0, 1);
    const auto copy = stand.folder() / "copy.db";
    ASSERT_EQ(stand.command("backup " + copy.string()).status, 0);
    stand.gateway->kill();
    put_in_place(copy);
    std::filesystem::rename(stand.folder() / "keys", stand.folder() / "keys-elsewhere");
    stand.start();
    EXPECT_NE(timeline().find("(expired)"), std::string::npos) << timeline();
}

TEST_F(Keeping, ABackUpGoesWhereNothingStands)
{
    stand.start();
    EXPECT_EQ(stand.command("backup " + stand.overlay().string()).status, 1);
    EXPECT_EQ(stand.command("backup /no/such/folder/copy.db").status, 1);
}
