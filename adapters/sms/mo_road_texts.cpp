// Texts on their way in: parts joined, questions admitted, what could not be stored tried again.
#include <algorithm>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/mo_road.hpp"
#include "adapters/sms/submit.hpp"
#include "gateway/async/within.hpp"
#include "gateway/model/msisdn.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {
namespace {

part_in part_of(const smpp::pdu& message)
{
    if (const auto* mo = std::get_if<smpp::deliver_sm>(&message.body))
        return to_part(*mo, message);
    return to_part(std::get<smpp::data_sm>(message.body), message);
}

// What makes two deliver_sm the same: addresses, esm_class, data_coding, octets, SAR.
std::string fingerprint_of(const smpp::pdu& message, const part_in& part)
{
    const auto* mo = std::get_if<smpp::deliver_sm>(&message.body);
    const auto* sm = std::get_if<smpp::data_sm>(&message.body);
    const auto esm_class = mo ? mo->esm_class : sm->esm_class;
    std::string print = part.source + '\n' + part.destination + '\n';
    print += static_cast<char>(esm_class);
    print += static_cast<char>(part.data_coding);
    if (part.concatenated)
        print += part_name(part);
    print += '\n';
    print += mo && !mo->short_message.empty() ? mo->short_message : part.octets;
    return print;
}

}  // namespace

carried_values mo_road::carried_of(const smpp::pdu& message) const
{
    carried_values carried;
    for (const auto& wanted : account_.carried)
        if (const auto* found = message.find(wanted.from))
            carried.emplace_back(carried_tlv_name(wanted.from), to_hex(found->value));
    return carried;
}

mo_message mo_road::message_of(joined_message&& joined, carried_values carried) const
{
    mo_message message;
    message.via = channel_type::sms;
    message.account = account_.name;
    message.phone = parse_msisdn(joined.source);
    message.sender = message.phone ? message.phone->digits() : joined.source;
    message.destination = std::move(joined.destination);
    message.text = std::move(joined.text);
    message.received_at = message.sent_at = now();
    message.incomplete = joined.incomplete;
    message.carried = std::move(carried);
    if (account_.destination_as == destination_form::as_received)
        message.carried.emplace_back(carried_source, std::move(joined.source));
    return message;
}

void mo_road::take_text(const owed& to, row_id epoch, const smpp::pdu& message)
{
    auto part = part_of(message);
    part.token = ++tokens_;
    smpp_origin origin;
    origin.bind_epoch = epoch;
    origin.fingerprint = fingerprint_of(message, part);
    auto carried = carried_of(message);
    if (!part.concatenated || part.concatenated->total <= 1) {
        auto result = joiner_.add(std::move(part), now());
        question about{.origin = std::move(origin), .to = to};
        about.message.carried = std::move(carried);
        for (auto& joined : result.messages)
            ask(std::move(joined), std::exchange(about, question()));
        return;
    }
    ++counts_.parts;
    const auto token = part.token;
    const auto name = part_name(part);
    auto copy = part;
    auto result = joiner_.add(std::move(part), now());
    if (result.outcome == part_outcome::duplicate)
        return take_duplicate(to, name, std::move(copy), std::move(carried), std::move(origin));
    // Older sets that had to make room go first, so that the store sees them end before this part.
    for (auto& joined : result.messages) {
        const bool mine = std::ranges::find(joined.tokens, token) != joined.tokens.end();
        if (!mine) {
            ask(std::move(joined), question());
            continue;
        }
        question about{.origin = std::move(origin), .to = to, .part = name};
        about.message.carried = std::move(carried);
        ask(std::move(joined), std::move(about));
    }
    if (result.outcome == part_outcome::kept) {
        waiting_.emplace(token, waiting_part{set_name(copy), carried});
        keep(to, std::move(copy), std::move(carried), std::move(origin));
    }
}

void mo_road::take_duplicate(const owed& to, const std::string& name, part_in&& copy, carried_values carried,
                             smpp_origin origin)
{
    if (lost_parts_.erase(name) > 0)
        return keep(to, std::move(copy), std::move(carried), std::move(origin));
    // While the first copy's commit is under way nobody knows whether it is stored.
    answer(to, open_parts_.contains(name) ? account_.refusal_status : smpp::status::rok);
}

void mo_road::keep(const owed& to, part_in&& part, carried_values carried, smpp_origin origin)
{
    sms_part kept;
    kept.account = account_.name;
    kept.set = set_name(part);
    kept.total = part.concatenated->total;
    kept.number = part.concatenated->part;
    kept.octets = write_part(part, carried);
    kept.received_at = now();
    kept.origin = std::move(origin);
    auto name = part_name(part);
    open_parts_.insert(name);
    spawn(keep_part(to, std::move(kept), std::move(name)));
}

async<void> mo_road::keep_part(owed to, sms_part part, std::string name)
{
    unsettled one;
    one.to = to;
    one.part = std::move(name);
    part_kept kept;
    try {
        kept = co_await sink_.store.keep_part(std::move(part));
    } catch (...) {
        end(one, false);
        throw;
    }
    one.committed = kept.committed;
    settle(std::move(one));
    join_stored(std::move(kept.others));
}

// `about` holds what came with the PDU: its origin, what it carries, who waits; nothing where time ran out.
void mo_road::ask(joined_message&& joined, question&& about)
{
    auto carried = std::move(about.message.carried);
    for (const auto token : joined.tokens) {
        const auto at = waiting_.find(token);
        if (at == waiting_.end())
            continue;
        if (std::ranges::find(about.sets, at->second.set) == about.sets.end())
            about.sets.push_back(at->second.set);
        if (carried.empty())
            carried = std::move(at->second.carried);
        waiting_.erase(at);
    }
    if (joined.total > 1 && about.origin)  // in whatever order its parts come again
        about.origin->fingerprint = joined.source + '\n' + joined.destination + "\njoined\n" + joined.text;
    about.message = message_of(std::move(joined), std::move(carried));
    if (!about.part.empty())
        open_parts_.insert(about.part);
    ++counts_.mo;
    spawn(admit(std::move(about)));
}

async<void> mo_road::admit(question asked)
{
    unsettled one;
    one.to = asked.to;
    one.part = asked.part;
    one.join = !asked.part.empty();
    bool failed = false;
    admission got;
    try {
        got = co_await sink_.store.admit(asked.message, asked.origin, asked.sets);
    } catch (const std::exception&) {
        failed = true;
    }
    if (failed) {
        end(one, false);
    } else {
        one.committed = got.committed;
        one.inbox = got.inbox;
        if (got.duplicate)
            ++counts_.mo_duplicates;
        else if (sink_.begin_work)
            sink_.begin_work(got, asked.message);
        if (asked.sets.empty() && asked.to.link) {
            settle(std::move(one));
            co_return;
        }
        // A joined message: its parts are acknowledged already, so it must not be lost here.
        failed = !co_await sink_.store.durable(got.committed);
        end(one, !failed);
    }
    if (failed && (!asked.sets.empty() || !asked.to.link))
        co_await admit_again(std::move(asked));
}

async<void> mo_road::admit_again(question asked)
{
    asked.to = owed();
    bool stored = false;
    while (!stored) {
        co_await pause_for(std::chrono::seconds(1));
        try {
            auto got = co_await sink_.store.admit(asked.message, asked.origin, asked.sets);
            if (!got.duplicate && sink_.begin_work)
                sink_.begin_work(got, asked.message);
            stored = co_await sink_.store.durable(got.committed);
        } catch (const std::exception&) {
            log_event(log_level::warning, "smpp_joined_not_stored", {{"account", account_.name}});
        }
    }
    open_parts_.erase(asked.part);
}

// -- time --

void mo_road::expire()
{
    const auto due = joiner_.next_expiry();
    if (!due || *due > now())
        return;
    for (auto& joined : joiner_.expire(now()))
        ask(std::move(joined), question());
}

async<void> mo_road::restore()
{
    join_stored(co_await sink_.store.parts());
}

// Parts that a restart left or another node took; those that this road has already are duplicates.
void mo_road::join_stored(std::vector<sms_part> parts)
{
    std::ranges::sort(parts, {}, &sms_part::received_at);
    for (auto& stored : parts) {
        auto read = stored.account == account_.name ? read_part(stored.octets) : std::nullopt;
        if (!read)
            continue;
        const auto token = read->part.token = ++tokens_;
        waiting_.emplace(token, waiting_part{stored.set, std::move(read->carried)});
        auto result = joiner_.add(std::move(read->part), stored.received_at);
        if (result.outcome == part_outcome::duplicate)
            waiting_.erase(token);
        for (auto& joined : result.messages)
            ask(std::move(joined), question());
    }
}

}  // namespace sapa::sms
