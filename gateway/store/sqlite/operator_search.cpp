// Looking up: the life of one message, a person's messages, and whom a leak of a day touched.
#include <algorithm>
#include "gateway/store/bytes.hpp"
#include "gateway/store/sqlite/by_time.hpp"
#include "gateway/store/sqlite/reader.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa {
namespace {

using store::reader;
using store::text_kind;

constexpr std::string_view inbox_words[]{"in work", "answered", "promised"};
constexpr std::string_view end_words[]{"accepted", "refused", "expired", "dropped", "unknown"};
constexpr std::string_view report_words[]{"sent", "failed", "expired", "delivered", "read"};

std::string shown(std::string text, bool unmasked)
{
    return unmasked ? std::move(text) : reader::covered(text);
}

std::string question_text(reader& from, std::string_view sealed, bool unmasked)
{
    const auto bytes = from.keys.open(text_kind::message, sealed);
    return bytes ? shown(store::unpack_mo_message(*bytes).text, unmasked) : std::string(reader::expired);
}

void add_step(std::vector<timeline_step>& steps, instant at, std::string what, std::string words)
{
    timeline_step step;
    step.at = at;
    step.what = std::move(what);
    step.words = std::move(words);
    steps.push_back(std::move(step));
}

// false: no such question.
bool tell_question(reader& from, row_id inbox, bool unmasked, std::vector<timeline_step>& steps)
{
    auto row = from.db.query(
        "SELECT received_at, message, status, ended_at, intent, trace FROM inbox WHERE id = ?", inbox);
    if (!row.step())
        return false;
    add_step(steps, row.at(0), "received", question_text(from, row.bytes(1), unmasked));
    if (row.null(3))
        return true;
    std::string trace;
    if (!row.null(5))
        trace = from.keys.open(text_kind::message, row.bytes(5)).value_or(std::string(reader::expired));
    add_step(steps, row.at(3), std::string(inbox_words[static_cast<std::size_t>(row.number(2))]),
             row.text(4) + (trace.empty() ? "" : ": " + trace));
    return true;
}

void tell_attempts(reader& from, row_id outbox, std::vector<timeline_step>& steps)
{
    auto row = from.db.query(
        "SELECT began_at, ended_at, what, code FROM attempts WHERE outbox = ? ORDER BY id", outbox);
    while (row.step()) {
        add_step(steps, row.at(0), "attempt", "reply " + std::to_string(outbox));
        add_step(steps, row.at(1), row.text(2), row.text(3));
    }
}

// The replies of a question lie on the pages written when its turn ended; ids rise with time.
void tell_replies(reader& from, row_id inbox, instant since, bool unmasked, std::vector<timeline_step>& steps)
{
    const auto end = from.db.value("SELECT coalesce(max(id), 0) + 1 FROM outbox");
    const auto first = store::first_since(from.db, store::outbox_times, 0, end, since);
    auto row = from.db.query(
        "SELECT id, created_at, message, status, attempted_at, ended_at, code, report, report_code, "
        "reported_at "
        "FROM outbox WHERE id >= ? AND inbox = ? AND created_at < ? ORDER BY id",
        first, inbox, since + std::chrono::hours(2));
    while (row.step()) {
        const auto bytes = from.keys.open(text_kind::reply, row.bytes(2));
        auto words = std::string(reader::expired);
        if (bytes) {
            auto reply = store::unpack_mt_message(*bytes);
            words = reply.content.key + ": " + shown(std::move(reply.content.text), unmasked);
        }
        add_step(steps, row.at(1), "reply", "reply " + std::to_string(row.number(0)) + ", " + words);
        tell_attempts(from, row.number(0), steps);
        const auto status = static_cast<std::size_t>(row.number(3));
        if (status == 1) {
            add_step(steps, row.at(4), "attempt", "reply " + std::to_string(row.number(0)));
            add_step(steps, row.at(5), std::string(end_words[0]), row.text(6));
        }
        // The provider's clock counts whole seconds; a report is not told before what it reports on.
        if (!row.null(7))
            add_step(steps, std::max(row.at(9), steps.back().at), "report",
                     std::string(report_words[static_cast<std::size_t>(row.number(7))]) + " " + row.text(8));
    }
}

found_message read_found(reader& from, const store::cursor& row, std::string sender, bool unmasked)
{
    found_message one;
    one.inbox = row.number(0);
    one.conversation = row.number(1);
    one.number = row.number(2);
    one.text = question_text(from, row.bytes(3), unmasked);
    one.intent = row.text(4);
    one.status = inbox_words[static_cast<std::size_t>(row.number(5))];
    one.received_at = row.at(6);
    one.sender = std::move(sender);
    return one;
}

// Who asked. A conversation has its row from the end of its first turn on; until then the message says it.
void tell_asker(reader& from, const store::cursor& row, bool unmasked, found_message& one)
{
    if (!row.null(7)) {
        one.via = static_cast<channel_type>(row.number(7));
        one.sender = from.sender(row.bytes(8), unmasked);
        return;
    }
    const auto bytes = from.keys.open(text_kind::message, row.bytes(3));
    if (!bytes)
        return;
    auto message = store::unpack_mo_message(*bytes);
    one.via = message.via;
    one.sender = unmasked ? std::move(message.sender) : masked_tail(message.sender);
}

// A conversation's messages hang on one another, newest first.
void follow(reader& from, row_id conversation, std::size_t most, bool unmasked,
            std::vector<found_message>& list)
{
    auto owner = from.db.query("SELECT channel, sender FROM conversations WHERE id = ?", conversation);
    if (!owner.step())
        return;
    const auto sender = from.sender(owner.bytes(1), unmasked);
    for (auto next = store::newest_answered(from.db, conversation); next != 0 && list.size() < most;) {
        auto row = from.db.query(
            "SELECT id, conversation, number, message, intent, status, received_at, previous FROM inbox "
            "WHERE id = ?",
            next);
        if (!row.step())
            return;
        list.push_back(read_found(from, row, sender, unmasked));
        list.back().via = static_cast<channel_type>(owner.number(0));
        next = row.number(7);
    }
}

std::vector<row_id> conversations_of(reader& from, const std::string& number)
{
    std::vector<row_id> found;
    if (number.size() == 4) {
        auto row =
            from.db.query("SELECT id FROM conversations WHERE last4 = ?", from.keys.hash64("last4", number));
        while (row.step())
            found.push_back(row.number(0));
        return found;
    }
    const auto phone = parse_msisdn(number);
    for (const auto via : {channel_type::sms, channel_type::whatsapp})
        if (const auto id =
                store::stored_conversation(from.db, from.keys, via, phone ? phone->digits() : number);
            id != 0)
            found.push_back(id);
    return found;
}

}  // namespace

std::vector<timeline_step> sqlite_store::timeline(row_id inbox, bool unmasked)
{
    reader from(file_, settings_.keys);
    std::vector<timeline_step> steps;
    if (!tell_question(from, inbox, unmasked, steps))
        return steps;
    tell_replies(from, inbox, steps.front().at, unmasked, steps);
    std::ranges::stable_sort(steps, {}, &timeline_step::at);
    return steps;
}

std::vector<found_message> sqlite_store::search(std::string number, std::size_t most, bool unmasked)
{
    reader from(file_, settings_.keys);
    std::vector<found_message> list;
    for (const auto conversation : conversations_of(from, number))
        follow(from, conversation, most, unmasked, list);
    std::ranges::stable_sort(list, std::ranges::greater{}, &found_message::received_at);
    return list;
}

std::vector<found_message> sqlite_store::recent(instant from_time, instant to, std::size_t most,
                                                bool unmasked)
{
    reader from(file_, settings_.keys);
    const auto last = from.db.value("SELECT coalesce(max(id), 0) + 1 FROM inbox");
    std::vector<found_message> list;
    auto row = from.db.query(
        "SELECT i.id, i.conversation, i.number, i.message, i.intent, i.status, i.received_at, c.channel, "
        "c.sender "
        "FROM inbox i LEFT JOIN conversations c ON c.id = i.conversation "
        "WHERE i.id >= ? AND i.received_at >= ? AND i.received_at < ? ORDER BY i.id DESC LIMIT ?",
        store::first_since(from.db, store::inbox_times, 0, last, from_time), from_time, to, most);
    while (row.step()) {
        list.push_back(read_found(from, row, std::string(reader::expired), unmasked));
        tell_asker(from, row, unmasked, list.back());
    }
    return list;
}

std::vector<affected_person> sqlite_store::affected(date day)
{
    reader from(file_, settings_.keys);
    const auto begin = instant(std::chrono::sys_days(day)) - wib_offset, end = begin + std::chrono::days(1);
    const auto last = from.db.value("SELECT coalesce(max(id), 0) + 1 FROM inbox");
    std::vector<affected_person> list;
    auto row = from.db.query(
        "SELECT i.conversation, c.channel, c.sender, count(*), max(i.message) FROM inbox i "
        "LEFT JOIN conversations c ON c.id = i.conversation "
        "WHERE i.id >= ? AND i.id < ? AND i.received_at >= ? AND i.received_at < ? GROUP BY i.conversation",
        store::first_since(from.db, store::inbox_times, 0, last, begin),
        store::first_since(from.db, store::inbox_times, 0, last, end + std::chrono::minutes(1)), begin, end);
    while (row.step()) {
        affected_person one;
        one.conversation = row.number(0);
        one.via = static_cast<channel_type>(row.number(1));
        one.messages = row.number(3);
        if (!row.null(2))
            one.sender = from.sender(row.bytes(2), true);
        else if (auto bytes = from.keys.open(text_kind::message, row.bytes(4))) {
            auto message = store::unpack_mo_message(*bytes);
            one.via = message.via;
            one.sender = std::move(message.sender);
        }
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace sapa
