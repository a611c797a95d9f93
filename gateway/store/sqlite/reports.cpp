// Receipts and statuses: found by our own reference, by the provider's id, or parked until their message is
// known.
#include <charconv>
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

row_id outbox_of(const std::string& reference)
{
    row_id id = 0;
    const auto [end, problem] = std::from_chars(reference.data(), reference.data() + reference.size(), id);
    return problem == std::errc() && end == reference.data() + reference.size() ? id : 0;
}

bool arrived(delivery_report::state what)
{
    using state = delivery_report::state;
    return what == state::sent || what == state::delivered || what == state::read;
}

}  // namespace

void database::note_report(const delivery_report& report)
{
    if (const auto outbox = outbox_of(report.reference);
        outbox != 0 && apply_report(outbox, report.what, report.code, report.at))
        return;
    if (report.message_id.empty())
        return;
    const auto hash = keys_.hash64("sent", report.message_id);
    if (const auto outbox = find_sent(hash, report.at); outbox != 0) {
        apply_report(outbox, report.what, report.code, report.at);
        return;
    }
    db_.run("INSERT INTO reports (hash, what, code, at) VALUES (?, ?, ?, ?)", hash, report.what, report.code,
            report.at);
    ++parked_reports_;
}

void database::match_parked(row_id outbox, std::int64_t hash)
{
    std::vector<delivery_report> found;
    {
        auto row = db_.query("SELECT what, code, at FROM reports WHERE hash = ? ORDER BY id", hash);
        while (row.step()) {
            delivery_report report;
            report.what = static_cast<delivery_report::state>(row.number(0));
            report.code = row.text(1);
            report.at = row.at(2);
            found.push_back(std::move(report));
        }
    }
    for (const auto& report : found)
        apply_report(outbox, report.what, report.code, report.at);
    if (!found.empty())
        parked_reports_ -= db_.run("DELETE FROM reports WHERE hash = ?", hash);
}

// "sent" may come after "delivered", a failure stays. A word that it arrived settles an unknown outcome.
// false: no such message.
bool database::apply_report(row_id outbox, delivery_report::state what, const std::string& code, instant at)
{
    const auto changed = db_.run(
        "UPDATE outbox SET report = max(coalesce(report, 0), ?1), report_code = ?2, reported_at = ?3, "
        "status = CASE WHEN status = 5 AND ?4 THEN 1 ELSE status END WHERE id = ?5",
        what, code, at, arrived(what), outbox);
    return changed > 0;
}

}  // namespace sapa::store
