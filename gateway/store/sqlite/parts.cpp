// Parts of long messages, kept until the whole is admitted.
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

constexpr std::int64_t copies_before_trim = 2000;

}  // namespace

void database::keep_part(const sms_part& part)
{
    const auto set = keys_.hash64("parts", part.set);
    db_.run("INSERT OR REPLACE INTO sms_parts (set_hash, number, part, received_at) VALUES (?, ?, ?, ?)", set,
            part.number, as_blob(keys_.seal(text_kind::part, part.received_at, pack(part))),
            part.received_at);
    if (!part.origin || part.origin->fingerprint.empty())
        return;
    db_.run("INSERT INTO redeliverable (fingerprint, epoch, received_at, late) VALUES (?, ?, ?, 0)",
            keys_.hash64("fingerprint", part.origin->fingerprint), part.origin->bind_epoch, part.received_at);
    // An open epoch cannot end any more within a minute of these.
    if (++redeliverable_ % copies_before_trim == 0)
        redeliverable_ -=
            db_.run("DELETE FROM redeliverable WHERE epoch_ended IS NULL AND late = 0 AND received_at < ?",
                    part.received_at - unsettled_window);
}

std::vector<sms_part> database::parts()
{
    std::vector<sms_part> kept;
    auto row = db_.query("SELECT part FROM sms_parts ORDER BY id");
    while (row.step())
        if (auto bytes = keys_.open(text_kind::part, row.bytes(0)))
            kept.push_back(unpack_sms_part(*bytes));
    return kept;
}

}  // namespace sapa::store
