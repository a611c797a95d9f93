// Does the store's cost stay flat? Questions through a store that already holds many finished messages and
// conversations, and through an empty one, in turns: the ratio of the medians of five.
//   flat_bench [--finished 10000000] [--conversations 1000000] [--questions 60000]
// Exit status 1 where it falls below 0.8. Ten millions take some 15 GB of disk.
#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>
#include "gateway/store/known_as.hpp"
#include "gateway/store/sqlite/database.hpp"
#include "tests/bench/store_load.hpp"

namespace sapa::bench {
namespace {

constexpr double least_ratio = 0.8;
constexpr int at_once = 200, rounds = 5;

std::int64_t option(int argc, char** argv, std::string_view name, std::int64_t otherwise)
{
    for (int i = 1; i + 1 < argc; ++i)
        if (argv[i] == name)
            return std::atoll(argv[i + 1]);
    return otherwise;
}

// Rows as the store leaves them after a question that was answered and accepted, spread over the last 60
// days.
constexpr const char* fill_messages = R"sql(
PRAGMA synchronous = OFF;
BEGIN;
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {last})
INSERT INTO inbox (id, conversation, number, status, account, message, received_at, epoch, fingerprint, ended_at,
    how, intent, trace, previous)
SELECT i, 1 + (i * 7919) % {conversations}, i / {conversations} + 1, 1, 'north', randomblob(150), {time}, 1, i,
    {time} + 5, 0, 'balance', randomblob(230), 0 FROM n;
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {last})
INSERT INTO outbox (id, conversation, inbox, purpose, channel, account, message, status, attempts, attempt_open,
    segments_accepted, created_at, attempted_at, ended_at, code, message_ids)
SELECT i, 1 + (i * 7919) % {conversations}, i, 0, 0, 'north', randomblob(230), 1, 1, 0, 1, {time} + 5, {time} + 5,
    {time} + 9, '', randomblob(45) FROM n;
UPDATE ledger SET accepted = {last}, answered = {last}, next_inbox = {last}, next_outbox = {last},
    batches_upto = {last};
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
)sql";

void fill_conversations(const sqlite_settings& settings, const std::string& file, std::int64_t count)
{
    store::keyring keys(settings.keys);
    store::connection db(file, store::connection::mode::read_write);
    const std::string state(300, 's');
    db.execute("BEGIN");
    std::vector<std::pair<std::int64_t, std::int64_t>> index;
    for (std::int64_t i = 1; i <= count; ++i) {
        const auto sender = sender_of(i - 1);
        const auto key = store::conversation_key(db, keys, channel_type::sms, sender);
        index.emplace_back(store::keyring::number_of(key), i);
        db.run(
            "INSERT INTO conversations (id, key, channel, sender, last4, last_number, last_inbox, state, "
            "last_at) VALUES (?, ?, 0, ?, ?, 10, 0, ?, ?)",
            i, store::as_blob(key),
            store::as_blob(keys.seal(store::text_kind::sender, system_now(), sender)),
            keys.hash64("last4", sender.substr(sender.size() - 4)),
            store::as_blob(keys.seal(store::text_kind::state, system_now(), state)), system_now());
    }
    std::ranges::sort(index);
    for (const auto& [hash, conversation] : index)
        db.run("INSERT INTO conversation_index VALUES (?, ?, 0)", hash, conversation);
    db.run("UPDATE ledger SET next_conversation = ?1, conversations_indexed = ?1", count + 1);
    db.execute("COMMIT");
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

void fill(const sqlite_settings& settings, std::int64_t finished, std::int64_t conversations)
{
    const auto file = settings.url.substr(settings.url.find(':') + 1);
    {
        asio::io_context io{1};
        sqlite_store made(io.get_executor(), settings);  // its tables
    }
    fill_conversations(settings, file, conversations);
    store::connection db(file, store::connection::mode::read_write);
    constexpr std::int64_t chunk = 500'000;
    const auto span = std::chrono::milliseconds(std::chrono::days(60)).count();
    const auto begins = system_now().time_since_epoch().count() - span - milliseconds(seconds(3600)).count();
    for (std::int64_t first = 1; first <= finished; first += chunk) {
        std::string sql = fill_messages;
        const auto put = [&](std::string_view name, const std::string& value) {
            for (auto at = sql.find(name); at != sql.npos; at = sql.find(name, at + value.size()))
                sql.replace(at, name.size(), value);
        };
        put("{first}", std::to_string(first));
        put("{last}", std::to_string(std::min(first + chunk, finished + 1)));
        put("{conversations}", std::to_string(conversations));
        put("{time}", fmt::format("({} + i * {} / {})", begins, span, finished));
        db.execute(sql);
        fmt::print(stderr, "\r{} of {} filled", std::min(first + chunk - 1, finished), finished);
    }
    // All ids of providers are in runs: none is read again from the outbox.
    db.run("INSERT INTO sent_ids VALUES (?, 1, 1)", begins + span + 1000);
    fmt::print(stderr, "\n");
}

struct measured_store
{
    measured_store(const sqlite_settings& settings, std::int64_t people)
        : store(io.get_executor(), settings), load{store, 0, people}
    {
    }
    double per_second(std::int64_t questions)
    {
        const auto begun = std::chrono::steady_clock::now();
        load.run(io, questions, at_once);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        return static_cast<double>(questions) / took.count();
    }

    asio::io_context io{1};
    sqlite_store store;
    store_load load;
};

double median(std::vector<double> of)
{
    std::ranges::nth_element(of, of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2));
    return of[of.size() / 2];
}

}  // namespace
}  // namespace sapa::bench

int main(int argc, char** argv)
{
    using namespace sapa;
    using namespace sapa::bench;
    const auto finished = option(argc, argv, "--finished", 10'000'000),
               conversations = option(argc, argv, "--conversations", 1'000'000),
               questions = option(argc, argv, "--questions", 60'000);
    const scratch_folder folder;
    fill(folder.store("full"), finished, conversations);
    measured_store full(folder.store("full"), conversations), empty(folder.store("empty"), conversations);
    std::vector<double> of_full, of_empty;
    for (int round = 0; round <= rounds; ++round) {
        const auto a = empty.per_second(questions), b = full.per_second(questions);
        fmt::print(stderr, "empty {:.0f}/s, full {:.0f}/s{}\n", a, b, round == 0 ? " (warming up)" : "");
        if (round == 0)
            continue;
        of_empty.push_back(a);
        of_full.push_back(b);
    }
    const auto ratio = median(of_full) / median(of_empty);
    fmt::print(
        R"({{"finished":{},"conversations":{},"empty_per_s":{:.0f},"full_per_s":{:.0f},"ratio":{:.2f}}})"
        "\n",
        finished, conversations, median(of_empty), median(of_full), ratio);
    return ratio >= least_ratio ? 0 : 1;
}
