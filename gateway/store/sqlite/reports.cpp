// Receipts and statuses: found by our own reference, by the provider's id, or parked until their message is
// known.
#include "gateway/pipeline/reference.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

bool arrived(delivery_report::state what)
{
    using state = delivery_report::state;
    return what == state::sent || what == state::delivered || what == state::read;
}

}  // namespace

void database::note_report(const delivery_report& report)
{
    bool known = false;
    for (const auto outbox : rows_of(report.reference))
        known |= apply_report(outbox, report.what, report.code, report.at);
    if (known || report.message_id.empty())
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

std::vector<unsent> database::find_failed(const delivery_report& report)
{
    auto rows = rows_of(report.reference);
    if (rows.empty() && !report.message_id.empty())
        rows.push_back(find_sent(keys_.hash64("sent", report.message_id), report.at));
    std::vector<unsent> found;
    for (const auto outbox : rows) {
        auto row = db_.query(
            "SELECT id, conversation, message, attempts, attempt_open, segments_accepted, not_before "
            "FROM outbox WHERE id = ? AND status IN (?, ?) AND report = ?",
            outbox, 1 + static_cast<int>(outbox_end::accepted), 1 + static_cast<int>(outbox_end::unknown),
            delivery_report::state::failed);
        if (row.step())
            if (auto one = read_unsent(row))
                found.push_back(std::move(*one));
    }
    return found;
}

// "sent" may come after "delivered", and so may a failure. A word that it arrived settles an unknown outcome.
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
