#include "smsc_peer.hpp"

#include <algorithm>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/segments.hpp"

namespace sapa::simulation {
namespace {

int first_part_of(const smpp::submit_sm& submit)
{
    const auto read = sms::read_user_data(submit.short_message, (submit.esm_class & smpp::esm::udhi) != 0);
    return read.concatenated ? read.concatenated->part : 1;
}

row_id reference_of(const smpp::pdu& received)
{
    const auto* found = received.find(smpp::tag::user_message_reference);
    if (!found || found->value.size() != 2)
        return 0;
    return static_cast<unsigned char>(found->value[0]) << 8 | static_cast<unsigned char>(found->value[1]);
}

}  // namespace

void smsc_peer::ask(question asked)
{
    queue.push_back(std::move(asked));
    hand_out();
}

bool smsc_peer::quiet() const
{
    return queue.empty() && std::ranges::all_of(sessions, [](const auto& one) { return one.asked.empty(); });
}

void smsc_peer::connected(const wire_ptr& on)
{
    session begun;
    begun.on = on;
    sessions.push_back(std::move(begun));
}

smsc_peer::session* smsc_peer::find(const wire_ptr& on)
{
    const auto at = std::ranges::find(sessions, on, &session::on);
    return at == sessions.end() ? nullptr : &*at;
}

// What was not acknowledged on this link comes again on the next, the oldest first.
void smsc_peer::gone(const wire_ptr& on)
{
    auto* at = find(on);
    if (!at)
        return;
    in.note("smsc: link gone, {} questions come again", at->asked.size());
    for (auto one = at->asked.rbegin(); one != at->asked.rend(); ++one)
        queue.push_front(std::move(one->second));
    std::erase_if(sessions, [&](const session& one) { return one.on == on; });
    in.in(in.between(milliseconds(50), milliseconds(500)), [this] { hand_out(); });
}

void smsc_peer::hang_up()
{
    std::vector<wire_ptr> all;
    for (const auto& one : sessions)
        all.push_back(one.on);
    for (const auto& one : all)
        cut(one);
}

void smsc_peer::send(session& at, const smpp::pdu& what)
{
    std::string octets;
    if (!smpp::encode(what, octets))
        send_to_gateway(at.on, std::move(octets));
}

void smsc_peer::read(const wire_ptr& on, const std::string& octets)
{
    on->unread += octets;
    while (auto* at = find(on)) {
        auto outcome = smpp::decode(on->unread);
        if (std::holds_alternative<smpp::need_more>(outcome))
            return;
        const auto* whole = std::get_if<smpp::decoded>(&outcome);
        if (!whole)
            return in.violated("the SMSC cannot read a PDU of ours");
        on->unread.erase(0, whole->consumed);
        on_pdu(*at, whole->value);
    }
}

void smsc_peer::on_pdu(session& at, const smpp::pdu& received)
{
    const auto id = received.id();
    switch (id) {
        case smpp::command_id::bind_transceiver:
            at.bound = true;
            send(at, smpp::response(id, received.sequence_number));
            in.note("smsc: bound");
            hand_out();
            return;
        case smpp::command_id::submit_sm:
            return on_submit(at, received);
        case smpp::command_id::deliver_sm_resp:
            return on_acknowledged(at, received);
        case smpp::command_id::enquire_link:
        case smpp::command_id::unbind:
            at.bound = at.bound && id == smpp::command_id::enquire_link;
            return send(at, smpp::response(id, received.sequence_number));
        default:
            return;
    }
}

void smsc_peer::hand_out()
{
    for (auto& at : sessions)
        while (at.bound && at.asked.size() < asked_max && !queue.empty()) {
            auto one = std::move(queue.front());
            queue.pop_front();
            smpp::deliver_sm mo;
            mo.source_addr_ton = mo.source_addr_npi = 1;
            mo.source_addr = one.sender;
            mo.destination_addr = "2757";
            mo.esm_class = one.esm_class;
            mo.data_coding = one.data_coding;
            mo.short_message = one.octets;
            smpp::pdu made;
            made.sequence_number = ++at.sequence;
            made.body = std::move(mo);
            send(at, made);
            at.asked.emplace(at.sequence, std::move(one));
        }
}

void smsc_peer::on_acknowledged(session& at, const smpp::pdu& received)
{
    const auto found = at.asked.find(received.sequence_number);
    if (found == at.asked.end())
        return in.violated("an acknowledgement of nothing");
    auto one = std::move(found->second);
    at.asked.erase(found);
    if (received.command_status == smpp::status::rok) {
        if (!one.receipt)
            seen.acknowledged(one.number);
    } else {
        in.note("smsc: question {} refused with {}", one.number, received.command_status);
        in.in(in.between(milliseconds(500), milliseconds(3000)), [this, again = std::move(one)]() mutable {
            queue.push_front(std::move(again));
            hand_out();
        });
    }
    hand_out();
}

void smsc_peer::take(const smpp::submit_sm& submit, const smpp::pdu& received, const std::string& message_id)
{
    seen.delivered({.via = channel_type::sms,
                    .outbox = reference_of(received),
                    .segment = first_part_of(submit),
                    .recipient = submit.destination_addr,
                    .text = submit.short_message});
    if (submit.registered_delivery != 0 && in.percent(mood.receipts))
        in.in(in.between(milliseconds(10), milliseconds(5000)),
              [this, submit, message_id] { send_receipt(submit, message_id); });
}

void smsc_peer::on_submit(session& at, const smpp::pdu& received)
{
    const auto& submit = std::get<smpp::submit_sm>(received.body);
    auto answer = smpp::response(received.id(), received.sequence_number);
    auto dice = static_cast<int>(in.draw(100));
    const auto falls = [&dice](int share) { return (dice -= share) < 0; };
    if (falls(mood.throttled))
        answer.command_status = smpp::status::rthrottled;
    else if (falls(mood.queue_full))
        answer.command_status = smpp::status::rmsgqful;
    else if (falls(mood.refused))
        answer.command_status = smpp::status::rsyserr;
    if (answer.command_status != smpp::status::rok) {
        in.note("smsc: {} refused with {}", reference_of(received), answer.command_status);
        return send(at, answer);
    }
    const bool cut_before = falls(mood.cut);
    if (cut_before && in.percent(50))
        return cut(at.on);
    const auto message_id = fmt::format("{:08x}", ++message_ids);
    std::get<smpp::submit_sm_resp>(answer.body).message_id = message_id;
    for (int times = takes_twice ? 2 : 1; times > 0; --times)
        take(submit, received, message_id);
    if (cut_before)
        return cut(at.on);
    if (falls(mood.unanswered))
        return in.note("smsc: {} is not answered", reference_of(received));
    const bool late = falls(mood.late);
    const int times = falls(mood.twice) ? 2 : 1;
    const auto after = late ? in.between(milliseconds(61'000), milliseconds(70'000))
                            : in.between(milliseconds(1), milliseconds(150));
    in.in(after, [this, on = at.on, answer, times] {
        if (auto* still = find(on))
            for (int i = 0; i < times; ++i)
                send(*still, answer);
    });
}

void smsc_peer::send_receipt(const smpp::submit_sm& about, const std::string& message_id)
{
    question receipt;
    receipt.sender = about.destination_addr;
    receipt.esm_class = smpp::esm::receipt;
    receipt.octets = "id:" + message_id +
                     " sub:001 dlvrd:001 submit date:2611201000 done date:2611201001 stat:DELIVRD err:000 "
                     "text:";
    receipt.receipt = true;
    ask(std::move(receipt));
}

}  // namespace sapa::simulation
