// A database of the oldest schema is brought up to date with what stands in it, and taken up.
#include <gtest/gtest.h>
#include <fstream>
#include "gateway/store/keyring.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/schema.hpp"
#include "runner.hpp"
#include "scratch.hpp"

namespace sapa {
namespace {

using store::as_blob;
using store::text_kind;

constexpr std::string_view phone = "6281210000001";

// One answered question whose reply waits, one in work, one promised, an audit entry.
void write_oldest(const scratch& folder)
{
    store::keyring keys(folder.path() / "keys");
    store::connection db((folder.path() / "sapa.db").string(), store::connection::mode::read_write);
    std::ifstream first(SOURCE_DIR "/tests/gateway/store/schema_1.sql");
    db.execute({std::istreambuf_iterator<char>(first), {}});

    const auto question = invented::question(1, a_noon);
    const auto asked = keys.seal(text_kind::message, a_noon, store::pack(question));
    const auto conversation = keys.hash64("conversation", "sms/" + std::string(phone));
    db.run("INSERT INTO conversations (id, key, channel, sender, last4, last_number, state, last_at) "
           "VALUES (?, ?, 0, ?, ?, 1, ?, ?)",
           conversation, as_blob(keys.hash("conversation", "sms/" + std::string(phone))),
           as_blob(keys.seal(text_kind::sender, a_noon, phone)), keys.hash64("last4", "0001"),
           as_blob(keys.seal(text_kind::state, a_noon, "state after 1")), a_noon);
    const auto insert = [&](row_id id, std::int64_t number, int status) {
        db.run("INSERT INTO inbox (id, conversation, number, status, account, message, received_at) "
               "VALUES (?, ?, ?, ?, 'north', ?, ?)",
               id, conversation, number, status, as_blob(asked), a_noon);
    };
    insert(1, 1, 1);
    insert(2, 2, 0);
    insert(3, 3, 2);
    mt_message reply{.account = "north", .recipient = std::string(phone), .content = {.text = "Rp12.345.678"}};
    db.run("INSERT INTO outbox (id, conversation, inbox, purpose, channel, account, message, status, attempts, "
           "attempt_open, created_at) VALUES (1, ?, 1, 0, 0, 'north', ?, 0, 0, 0, ?)",
           conversation, as_blob(keys.seal(text_kind::reply, a_noon, store::pack(reply))), a_noon);
    promise made{.inbox = 3, .conversation = conversation, .asked_at = a_noon, .deadline = a_noon + seconds(1800)};
    db.run("INSERT INTO promises VALUES (1, 3, ?, ?)",
           as_blob(keys.seal(text_kind::core, a_noon, store::pack(made))), made.deadline);
    db.run("INSERT INTO audit (at, who, what, about, reason) VALUES (?, 'rina', 'unmask', 'message 1', '')", a_noon);
    db.run("UPDATE ledger SET accepted = 3, answered = 1, in_work = 1, promised = 1, next_inbox = 4, next_outbox = 2");
}

TEST(Schema, TheOldestDatabaseIsTakenUpWithItsRows)
{
    scratch folder;
    write_oldest(folder);
    EXPECT_THROW(read_ledger(folder.settings()), std::runtime_error) << "a reader does not bring it up to date";

    asio::io_context io(1);
    sqlite_store kept(io.get_executor(), folder.settings());
    const auto left = run_to_end(io, kept.claim(100, a_noon));
    ASSERT_EQ(left.questions.size(), 1u);
    EXPECT_EQ(left.questions[0].message.sender, phone);
    EXPECT_EQ(left.questions[0].admitted.state, "state after 1");
    ASSERT_EQ(left.outbox.size(), 1u);
    EXPECT_EQ(left.outbox[0].message.content.text, "Rp12.345.678");
    ASSERT_EQ(left.promises.size(), 1u);
    EXPECT_EQ(left.promises[0].inbox, 3);
    EXPECT_EQ(kept.audit(10).size(), 1u);

    const auto next = run_to_end(io, kept.admit(invented::question(1, a_noon + seconds(5)), std::nullopt,
                                                joined_parts()));
    EXPECT_EQ(next.inbox, 4);
    const auto books = run_to_end(io, kept.balance());
    EXPECT_EQ(books.accepted, 4);
    EXPECT_TRUE(books.balanced());
}

TEST(Schema, BringingUpToDateTwiceChangesNothing)
{
    scratch folder;
    store::connection db((folder.path() / "sapa.db").string(), store::connection::mode::read_write);
    store::migrate(db);
    store::migrate(db);
    EXPECT_EQ(db.value("PRAGMA user_version"), store::schema_version());
    EXPECT_EQ(db.value("SELECT count(*) FROM ledger"), 1);
}

}  // namespace
}  // namespace sapa
