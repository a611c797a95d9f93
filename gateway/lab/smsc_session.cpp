// What the lab's SMSC does with each PDU.
#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/segments.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/lab/smsc_state.hpp"

namespace sapa::lab {
namespace {

// A submit_sm read as the handset would: the same fields under the other name.
smpp::deliver_sm as_deliver(const smpp::submit_sm& from)
{
    smpp::deliver_sm to;
    to.source_addr = from.source_addr;
    to.destination_addr = from.destination_addr;
    to.esm_class = from.esm_class;
    to.data_coding = from.data_coding;
    to.short_message = from.short_message;
    return to;
}

std::string hex_id(std::uint64_t number)
{
    constexpr char hex[] = "0123456789abcdef";
    std::string text(8, '0');
    for (std::size_t i = 8; i-- > 0; number >>= 4)
        text[i] = hex[number & 15];
    return text;
}

smpp::pdu question_from(const std::string& from, const std::string& to)
{
    smpp::deliver_sm mo;
    mo.source_addr_ton = mo.source_addr_npi = 1;
    mo.source_addr = from;
    mo.destination_addr = to;
    smpp::pdu question;
    question.body = std::move(mo);
    return question;
}

}  // namespace

void smsc::state::send(smsc_peer& peer, const smpp::pdu& what)
{
    if (peer.link->closed() || smpp::encode(what, peer.link->queue()))
        return;
    sms::connection::flush_soon(peer.link);
}

void smsc::state::request(smsc_peer& peer, smpp::pdu_body body)
{
    smpp::pdu made;
    made.sequence_number = ++peer.sequence;
    made.body = std::move(body);
    send(peer, made);
}

void smsc::state::on_pdu(const std::shared_ptr<state>& self, const std::shared_ptr<smsc_peer>& peer,
                         smpp::pdu&& received)
{
    using smpp::command_id;
    const auto answer = [&] { send(*peer, smpp::response(received.id(), received.sequence_number)); };
    if (const auto* bind = std::get_if<smpp::bind_transceiver>(&received.body))
        return on_bind(*peer, received, bind->system_id, bind->password);
    if (const auto* bind = std::get_if<smpp::bind_transmitter>(&received.body))
        return on_bind(*peer, received, bind->system_id, bind->password);
    if (const auto* bind = std::get_if<smpp::bind_receiver>(&received.body))
        return on_bind(*peer, received, bind->system_id, bind->password);
    switch (received.id()) {
        case command_id::submit_sm:
            return on_submit(self, peer, received);
        case command_id::deliver_sm_resp:
        case command_id::data_sm_resp:
            return on_answer(*peer, received);
        case command_id::enquire_link:
            ++counts.enquiries;
            return answer();
        case command_id::unbind:
            ++counts.unbinds;
            peer->bound = peer->receives = false;
            answer();
            return sms::connection::close_after_flush(peer->link);
        case command_id::unbind_resp:
            return sms::connection::close_after_flush(peer->link);
        default:
            return;
    }
}

void smsc::state::on_bind(smsc_peer& peer, const smpp::pdu& received, const std::string& system_id,
                          const std::string& password)
{
    auto status = options.bind_status;
    if (!options.system_id.empty() && system_id != options.system_id)
        status = smpp::status::rinvsysid;
    else if (!options.password.empty() && password != options.password)
        status = smpp::status::rinvpaswd;
    send(peer, smpp::response(received.id(), received.sequence_number, status));
    if (status != smpp::status::rok)
        return sms::connection::close_after_flush(peer.link);
    ++counts.binds;
    peer.bound = true;
    peer.receives = received.id() != smpp::command_id::bind_transmitter;
}

submit_fault smsc::state::next_fault()
{
    submit_fault fault;
    if (!faults.empty()) {
        fault = std::move(faults.front());
        faults.pop_front();
        return fault;
    }
    const auto drawn = std::uniform_real_distribution<double>(0, 1)(random);
    fault.close = drawn < chance_cut;
    fault.drop = !fault.close && drawn < chance_cut + chance_dropped;
    if (!fault.close && !fault.drop && drawn < chance_cut + chance_dropped + chance_throttled)
        fault.status = smpp::status::rthrottled;
    return fault;
}

void smsc::state::on_submit(const std::shared_ptr<state>& self, const std::shared_ptr<smsc_peer>& peer,
                            const smpp::pdu& received)
{
    ++counts.submits;
    const auto fault = next_fault();
    auto answer = smpp::response(received.id(), received.sequence_number, fault.status);
    const auto message_id = hex_id(++next_id);
    if (fault.status == smpp::status::rok) {
        std::get<smpp::submit_sm_resp>(answer.body).message_id = message_id;
        collect(received);
    }
    if (fault.close)
        return peer->link->close();
    if (fault.drop)
        return;
    if (!fault.garbage.empty())
        peer->link->queue() += fault.garbage;
    auto deliver = [self, peer, answer, twice = fault.twice] {
        self->send(*peer, answer);
        if (twice)
            self->send(*peer, answer);
    };
    if (holding) {
        held.push_back(deliver);
    } else if (fault.delay.count() > 0) {
        auto timer = std::make_shared<asio::steady_timer>(executor, fault.delay);
        timer->async_wait([timer, deliver](boost::system::error_code) { deliver(); });
    } else {
        deliver();
    }
    const auto& submit = std::get<smpp::submit_sm>(received.body);
    if (options.receipts && fault.status == smpp::status::rok && (submit.registered_delivery & 1))
        send_receipt(submit, message_id);
}

void smsc::state::collect(const smpp::pdu& received)
{
    const auto& submit = std::get<smpp::submit_sm>(received.body);
    for (auto& joined : joiner.add(sms::to_part(as_deliver(submit), received), system_now()).messages) {
        smsc_reply reply;
        reply.from = joined.source;
        reply.to = joined.destination;
        reply.text = joined.text;
        reply.segments = joined.parts;
        reply.incomplete = joined.incomplete;
        reply.data_coding = submit.data_coding;
        reply.registered_delivery = submit.registered_delivery;
        for (const auto& one : received.tlvs)
            reply.tlvs.emplace_back(one.tag, one.value);
        replies.push_back(std::move(reply));
        if (tell)
            tell(replies.back());
    }
}

void smsc::state::send_receipt(const smpp::submit_sm& about, const std::string& message_id)
{
    auto receipt = question_from(about.destination_addr, about.source_addr);
    auto& mo = std::get<smpp::deliver_sm>(receipt.body);
    mo.esm_class = smpp::esm::receipt;
    mo.short_message = "id:" + message_id +
                       " sub:001 dlvrd:001 submit date:2611201000 done date:2611201001 " +
                       "stat:DELIVRD err:000 text:";
    waiting.push_back(std::move(receipt));
}

// Over its sessions by turns, as an SMSC does.
void smsc::state::send_questions()
{
    const auto takes = [](const std::shared_ptr<smsc_peer>& peer) {
        return peer->receives && !peer->link->closed() && peer->asked.size() < asked_max;
    };
    while (!waiting.empty()) {
        std::ranges::rotate(peers, std::ranges::find_if(peers, takes));
        if (peers.empty() || !takes(peers.front()))
            return;
        auto& peer = *peers.front();
        auto question = std::move(waiting.front());
        waiting.pop_front();
        question.sequence_number = ++peer.sequence;
        send(peer, question);
        peer.asked.emplace(question.sequence_number, std::move(question));
        std::ranges::rotate(peers, peers.begin() + 1);
    }
}

void smsc::state::on_answer(smsc_peer& peer, const smpp::pdu& received)
{
    const auto at = peer.asked.find(received.sequence_number);
    if (at == peer.asked.end())
        return;
    const auto* mo = std::get_if<smpp::deliver_sm>(&at->second.body);
    const bool receipt = mo && (mo->esm_class & smpp::esm::type_mask) != 0;
    if (received.command_status == smpp::status::rok) {
        ++(receipt ? counts.receipts_acknowledged : counts.acknowledged);
    } else {
        ++counts.refused;
        if (options.redeliver)
            waiting.push_back(std::move(at->second));
    }
    peer.asked.erase(at);
}

void smsc::state::on_gone(const std::shared_ptr<smsc_peer>& peer)
{
    std::erase(peers, peer);
    if (options.redeliver) {
        counts.redelivered += peer->asked.size();
        for (auto at = peer->asked.rbegin(); at != peer->asked.rend(); ++at)
            waiting.push_front(std::move(at->second));
    }
    peer->asked.clear();
    send_questions();
}

void smsc::ask(std::string from, std::string_view text)
{
    sms::segment_settings how;
    how.transliterate = false;
    const auto cut = sms::segment_text(text, how);
    const auto total = static_cast<std::uint8_t>(cut.parts.size());
    const auto reference = ++state_->next_reference;
    for (std::size_t i = 0; i < cut.parts.size(); ++i) {
        auto question = question_from(from, state_->options.short_code);
        auto& mo = std::get<smpp::deliver_sm>(question.body);
        mo.data_coding = cut.data_coding;
        mo.short_message = cut.parts[i];
        if (total > 1) {
            mo.esm_class |= smpp::esm::udhi;
            mo.short_message.insert(
                0, sms::concatenation_header(how.how, reference, total, static_cast<std::uint8_t>(i + 1)));
        }
        ask(std::move(question));
    }
}

}  // namespace sapa::lab
