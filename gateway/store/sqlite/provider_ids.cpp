// Has a message with this id of its provider come before? Ids lie in buckets of a day, so that old ones are
// cut off whole. The latest are in memory and written in sorted batches; after a crash they are read from the
// inbox.
#include <algorithm>
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/known_as.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
keyring::digest database::provider_hash(const mo_message& message) const
{
    return keys_.hash("provider", identity(message.via, message.account) + '/' + message.provider_id);
}

// Notes it where not. Nine buckets are asked at most.
bool database::seen_provider_id(const mo_message& message)
{
    const auto hash = provider_hash(message);
    const auto known = [&](instant at) { return message.received_at < at + provider_id_kept; };
    if (const auto fresh = fresh_ids_.find(hash); fresh != fresh_ids_.end() && known(fresh->second))
        return true;
    const auto today = day_of(message.received_at);
    const auto oldest = std::max<std::int64_t>(oldest_id_day_, today - provider_id_kept.count());
    for (std::int64_t day = today; oldest_id_day_ != 0 && day >= oldest; --day) {
        auto row =
            db_.query("SELECT received_at FROM provider_ids WHERE day = ? AND hash = ?", day, as_blob(hash));
        if (row.step() && known(row.at(0)))
            return true;
    }
    fresh_ids_[hash] = message.received_at;
    return false;
}

void database::keep_provider_ids()
{
    std::vector<std::tuple<day_number, keyring::digest, instant>> sorted;
    for (const auto& [hash, at] : fresh_ids_)
        sorted.emplace_back(day_of(at), hash, at);
    std::ranges::sort(sorted);
    for (const auto& [day, hash, at] : sorted)
        db_.run("INSERT OR REPLACE INTO provider_ids VALUES (?, ?, ?)", day, as_blob(hash), at);
    // A copy may carry a time before the first one's day.
    if (!sorted.empty())
        if (const auto first = std::get<0>(sorted.front()); oldest_id_day_ == 0 || first < oldest_id_day_)
            oldest_id_day_ = first;
    fresh_ids_.clear();
}

void database::reload_provider_ids()
{
    fresh_ids_.clear();
    oldest_id_day_ = db_.value("SELECT coalesce(min(day), 0) FROM provider_ids");
    auto row = db_.query("SELECT message FROM inbox WHERE id >= ? AND message IS NOT NULL", batches_upto_);
    while (row.step())
        if (const auto bytes = keys_.open(text_kind::message, row.bytes(0)))
            if (const auto message = unpack_mo_message(*bytes); !message.provider_id.empty())
                fresh_ids_[provider_hash(message)] = message.received_at;
}

}  // namespace sapa::store
