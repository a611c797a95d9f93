// Which message of ours has this id of the provider? The latest are in memory; they are written in sorted
// runs, and after a crash read again from the outbox.
#include <algorithm>
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/bytes.hpp"
#include "gateway/store/sqlite/by_time.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

constexpr std::size_t run_size = 8192;
// An attempt may end this long after its message was queued and still be found after a crash.
constexpr std::chrono::minutes looked_back{2};

}  // namespace

void database::note_sent(row_id outbox, const std::string& message_id, instant now)
{
    const auto hash = keys_.hash64("sent", message_id);
    fresh_sent_[hash] = outbox;
    if (parked_reports_ > 0)
        match_parked(outbox, hash);
    if (fresh_sent_.size() >= run_size)
        write_run(now);
}

// In the order of the key, so that the rows fill pages one after another.
void database::write_run(instant now)
{
    auto run = now.time_since_epoch().count();
    if (!sent_runs_.empty())
        run = std::max<std::int64_t>(run, sent_runs_.back() + 1);
    std::vector<std::pair<std::int64_t, row_id>> sorted(fresh_sent_.begin(), fresh_sent_.end());
    std::ranges::sort(sorted);
    for (const auto& [hash, outbox] : sorted)
        db_.run("INSERT OR IGNORE INTO sent_ids VALUES (?, ?, ?)", run, hash, outbox);
    sent_runs_.push_back(run);
    fresh_sent_.clear();
}

// Newest first: an SMSC counts its ids anew now and then.
row_id database::find_sent(std::int64_t hash, instant at)
{
    if (auto fresh = fresh_sent_.find(hash); fresh != fresh_sent_.end())
        return fresh->second;
    const auto oldest = (at - provider_id_kept).time_since_epoch().count();
    for (auto run = sent_runs_.rbegin(); run != sent_runs_.rend() && *run >= oldest; ++run) {
        auto row =
            db_.query("SELECT outbox FROM sent_ids WHERE run = ? AND hash = ? ORDER BY outbox DESC LIMIT 1",
                      *run, hash);
        if (row.step())
            return row.number(0);
    }
    return 0;
}

void database::reload_sent()
{
    fresh_sent_.clear();
    sent_runs_.clear();
    for (std::int64_t run = 0;;) {
        run = db_.value("SELECT coalesce(min(run), 0) FROM sent_ids WHERE run > ?", run);
        if (run == 0)
            break;
        sent_runs_.push_back(run);
    }
    const auto last = instant(milliseconds(sent_runs_.empty() ? 0 : sent_runs_.back()));
    auto row = db_.query(
        "SELECT id, message_ids FROM outbox WHERE id >= ? AND ended_at >= ? AND message_ids IS NOT NULL",
        first_since(db_, outbox_times, 0, next_outbox_, last - looked_back), last);
    while (row.step()) {
        byte_reader lists(row.bytes(1));
        while (!lists.done()) {
            const auto exact = keys_.open(text_kind::reply, lists.text());
            if (!exact)
                continue;
            byte_reader ids(*exact);
            while (!ids.done())
                fresh_sent_[keys_.hash64("sent", ids.text())] = row.number(0);
        }
    }
}

}  // namespace sapa::store
