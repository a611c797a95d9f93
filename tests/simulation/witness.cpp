#include "witness.hpp"

#include <algorithm>

namespace sapa::simulation {
namespace {

using namespace std::chrono_literals;

// A notice whose attempt began before the STOP was committed may still leave.
constexpr auto stop_margin = 15s;
// Beyond its deadline a promise may last as long as one question to core and a few commits.
constexpr auto promise_margin = 30s;

std::string name_of(channel_type via, const std::string& sender, const std::string& known_by)
{
    return std::string(to_string(via)) + '/' + sender + '/' + known_by;
}

}  // namespace

witness::sums& witness::sums::operator+=(const sums& other)
{
    for (auto member : {&sums::questions, &sums::turns, &sums::duplicates, &sums::promises, &sums::apologies,
                        &sums::notices, &sums::deliveries, &sums::second_sendings, &sums::unknown,
                        &sums::given_up, &sums::recovered})
        this->*member += other.*member;
    return *this;
}

int witness::asks(channel_type via, std::string sender, std::string known_by, int parts)
{
    const auto number = static_cast<int>(questions.size());
    if (known_by.empty())
        known_by = fmt::format("wamid.Q{}", number);
    if (!by_name.emplace(name_of(via, sender, known_by), number).second)
        in.violated("the simulation itself asks question {} twice", number);
    asked one;
    one.via = via;
    one.sender = std::move(sender);
    one.known_by = std::move(known_by);
    one.parts = parts;
    questions.push_back(std::move(one));
    ++counted.questions;
    return number;
}

void witness::acknowledged(int question)
{
    auto& one = questions.at(static_cast<std::size_t>(question));
    ++one.acknowledged;
    in.note("question {} acknowledged", question);
    // A long one may be stored in parts until the whole is admitted; finish() asks for that.
    if (one.parts == 1 && one.rows == 0)
        in.violated("question {} is acknowledged and not stored", question);
}

void witness::admitted(const admission& got, const mo_message& message)
{
    const auto known_by = message.via == channel_type::sms ? message.text : message.provider_id;
    if (got.duplicate) {
        ++counted.duplicates;
        return in.note("a redelivery is recognised");
    }
    const auto at = by_name.find(name_of(message.via, message.sender, known_by));
    in.note("row {}: {} of {}{}", got.inbox, to_string(message.via), message.sender,
            message.incomplete ? ", incomplete" : "");
    row arrived;
    arrived.via = message.via;
    arrived.sender = message.sender;
    arrived.conversation = got.conversation;
    ++open_rows;
    if (at == by_name.end()) {
        if (!message.incomplete || !may_be_half(message.sender))
            in.violated("row {} is no question that anybody asked{}", got.inbox,
                        message.incomplete ? ": an incomplete one" : "");
    } else {
        arrived.question = at->second;
        auto& one = questions.at(static_cast<std::size_t>(at->second));
        if (++one.rows > 1 && !one.excused)
            in.violated("question {} is stored twice, now as row {}", at->second, got.inbox);
    }
    if (!rows.emplace(got.inbox, std::move(arrived)).second)
        in.violated("row {} was given to another question before", got.inbox);
}

void witness::took_turn(const turn& done, const turn_receipt& receipt)
{
    if (done.inbox == 0 && done.promise_kept == 0 && !done.replaces)
        ++counted.notices;
    auto inbox = done.inbox ? done.inbox : done.promise_kept ? promises[done.promise_kept] : 0;
    if (done.replaces) {
        auto& gone = outbox[done.replaces->outbox];
        gone.ended = outbox_end::replaced;
        inbox = gone.inbox;
    }
    const auto at = rows.find(inbox);
    if (inbox != 0 && at == rows.end())
        return in.violated("a turn of row {}, which is not stored", inbox);
    in.note("turn of row {}{}: {} replies{}", inbox, done.promise_kept ? " (promise)" : "",
            done.replies.size(), done.promised ? ", promised" : "");
    if (done.inbox != 0) {
        ++counted.turns;
        if (++at->second.turns > 1)
            in.violated("row {} has a second turn", inbox);
        if (auto& last = last_turn[at->second.conversation]; last >= inbox)
            in.violated("row {} has its turn after row {} of the same conversation", inbox, last);
        else
            last = inbox;
        if (done.how == turn_end::answered && done.replies.empty())
            in.violated("row {} is answered by nothing", inbox);
        if (done.promised) {
            at->second.promise = receipt.promise;
            at->second.deadline = done.promised->deadline;
            promises[receipt.promise] = inbox;
            ++counted.promises;
        } else {
            --open_rows;
        }
    }
    if (done.promise_kept != 0)
        close_promise(done);
    for (const auto& change : done.preferences)
        if (change.name == "stop" && at != rows.end()) {
            if (change.value == "yes")
                stopped[at->second.sender] = in.now;
            else
                stopped.erase(at->second.sender);
        }
    for (std::size_t i = 0; i < done.replies.size(); ++i) {
        const auto& reply = done.replies[i];
        if (inbox != 0 && reply.recipient != at->second.sender)
            in.violated("the reply to row {} goes to another person", inbox);
        sent one;
        one.via = reply.via;
        one.recipient = reply.recipient;
        one.purpose = reply.purpose;
        one.inbox = inbox;
        one.life = in.life;
        one.attempt_open = done.attempt_first && i == 0;
        one.begun = in.now;
        outbox[receipt.outbox.at(i)] = std::move(one);
        in.note("  outbox {}: {}", receipt.outbox.at(i), reply.content.key);
    }
}

void witness::close_promise(const turn& done)
{
    const auto inbox = promises[done.promise_kept];
    auto& of = rows.at(inbox);
    promises.erase(done.promise_kept);
    if (of.promise != done.promise_kept || of.closed)
        return in.violated("promise {} was not open", done.promise_kept);
    of.closed = true;
    --open_rows;
    for (const auto& reply : done.replies)
        counted.apologies += reply.content.key == "core_broken";
    if (in.wall > of.deadline + promise_margin && in.now > last_trouble + promise_margin)
        in.violated("promise {} is closed {} s after its deadline", done.promise_kept,
                    std::chrono::duration_cast<seconds>(in.wall - of.deadline).count());
}

void witness::began_attempt(row_id id)
{
    auto& one = outbox[id];
    one.attempt_open = true;
    one.begun = in.now;
}

void witness::ended_attempt(const attempt_result& result)
{
    auto& one = outbox[result.outbox];
    one.attempt_open = false;
    one.unknowns += result.was_unknown;
    counted.unknown += result.was_unknown;
    one.ended = result.ended;
    in.note("outbox {}: {}{}", result.outbox,
            result.ended ? *result.ended == outbox_end::accepted ? "accepted" : "ended" : "again later",
            result.was_unknown ? ", unknown" : "");
    if (result.ended && *result.ended != outbox_end::accepted)
        ++counted.given_up;
    if (result.ended == outbox_end::accepted && one.arrived.empty())
        in.violated("outbox {} is accepted and never arrived", result.outbox);
}

void witness::recovered(const backlog& left)
{
    for (const auto& row : left.outbox) {
        auto& one = outbox[row.outbox];
        in.note("  outbox {}{}", row.outbox, row.attempt_open ? ", attempted" : "");
        if (one.ended)
            in.violated("outbox {} had ended and is taken up again", row.outbox);
        if (!row.attempt_open)
            continue;
        ++one.unknowns;
        ++counted.unknown;
    }
    find_settled(left);
    counted.recovered += static_cast<int>(left.questions.size() + left.outbox.size() + left.promises.size());
    in.note("recovered: {} questions, {} replies, {} promises", left.questions.size(), left.outbox.size(),
            left.promises.size());
}

// What is not handed out again was told by a status to have arrived, before its outcome could be recorded.
void witness::find_settled(const backlog& left)
{
    for (auto& [id, one] : outbox) {
        if (one.ended || one.life == in.life ||
            std::ranges::find(left.outbox, id, &unsent::outbox) != left.outbox.end())
            continue;
        if (one.arrived.empty())
            in.violated("outbox {} has not ended and is not taken up again", id);
        one.ended = outbox_end::accepted;
        one.attempt_open = false;
    }
}

void witness::balance(const ledger& books)
{
    if (!books.balanced())
        in.violated("the ledger does not balance: {} accepted, {} answered, {} in work, {} promised, {} dead",
                    books.accepted, books.answered, books.in_work, books.promised, books.dead_lettered);
    if (books.accepted != static_cast<std::int64_t>(rows.size()) ||
        books.promised != static_cast<std::int64_t>(promises.size()) ||
        books.in_work + books.promised != open_rows)
        in.violated("the ledger knows {} rows, {} open; there are {}, {} open", books.accepted,
                    books.in_work + books.promised, rows.size(), open_rows);
}

void witness::delivered(const delivery& what)
{
    ++counted.deliveries;
    in.note("outbox {}/{} arrives at {}", what.outbox, what.segment, what.recipient);
    const auto at = outbox.find(what.outbox);
    if (at == outbox.end())
        return in.violated("outbox {} arrives and was never committed", what.outbox);
    auto& of = at->second;
    if (of.recipient != what.recipient || of.via != what.via)
        in.violated("outbox {} arrives at another person", what.outbox);
    if (!of.attempt_open || of.ended)
        in.violated("outbox {} arrives outside of an attempt", what.outbox);
    const int times = ++of.arrived[what.segment];
    counted.second_sendings += times > 1;
    if (times > (of.purpose == mt_purpose::notice ? 1 : 1 + of.unknowns))
        in.violated("outbox {}/{} arrives {} times, {} outcomes were unknown", what.outbox, what.segment,
                    times, of.unknowns);
    if (of.purpose == mt_purpose::notice)
        return check_stop(what, of);
    check_amounts(what);
    if (times > 1)
        return;  // a second sending
    auto& last = last_arrived[name_of(what.via, what.recipient, "")];
    if (last > what.outbox)
        in.violated("outbox {} arrives after {} of the same person", what.outbox, last);
    last = std::max(last, what.outbox);
}

void witness::check_stop(const delivery& what, const sent& of) const
{
    if (const auto at = stopped.find(what.recipient);
        at != stopped.end() && of.begun > at->second + stop_margin)
        in.violated("notice {} goes to a person who said STOP", what.outbox);
}

void witness::check_amounts(const delivery& what)
{
    for (const auto& [amount, phones] : amounts)
        if (what.text.find(amount) != std::string::npos && !phones.contains(what.recipient))
            in.violated("outbox {} tells another person's balance", what.outbox);
}

void witness::clock_jumped()
{
    trouble();
    for (auto& one : questions)
        one.excused |= one.acknowledged < one.parts;
}

bool witness::may_be_half(const std::string& sender) const
{
    return std::ranges::any_of(
        questions, [&](const asked& one) { return one.excused && one.parts > 1 && one.sender == sender; });
}

void witness::finish_question(int number, const asked& one)
{
    if (one.acknowledged < one.parts)
        in.violated("question {} was never acknowledged", number);
    if (one.rows == 0)
        in.violated("question {} is lost", number);
}

void witness::finish()
{
    for (std::size_t i = 0; i < questions.size(); ++i)
        finish_question(static_cast<int>(i), questions[i]);
    for (const auto& [id, one] : rows)
        if (one.turns == 0 || (one.promise != 0 && !one.closed))
            in.violated("row {} of {} was never answered", id, one.sender);
    for (const auto& [id, one] : outbox)
        if (!one.ended)
            in.violated("outbox {} never ended", id);
}

}  // namespace sapa::simulation
