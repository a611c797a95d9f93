// The session's reactions: one function an event.
#include "adapters/sms/session.hpp"
#include <cassert>
#include <utility>

namespace sapa::smpp {
namespace {

constexpr std::uint32_t ok = 0x00, invalid_command_length = 0x02, invalid_command = 0x03,
                        wrong_bind_status = 0x04, already_bound_status = 0x05, invalid_password = 0x0E,
                        invalid_system_id = 0x0F, invalid_system_type = 0x53,
                        temporary_application_error = 0x64, unknown_error = 0xFF;

constexpr bool is_bind_answer(command_id id)
{
    return id == command_id::bind_transceiver_resp || id == command_id::bind_transmitter_resp ||
           id == command_id::bind_receiver_resp;
}

std::string system_id_of(const pdu& answer)
{
    if (const auto* as = std::get_if<bind_transceiver_resp>(&answer.body))
        return as->system_id;
    if (const auto* as = std::get_if<bind_transmitter_resp>(&answer.body))
        return as->system_id;
    if (const auto* as = std::get_if<bind_receiver_resp>(&answer.body))
        return as->system_id;
    return {};
}

template <class Bind>
Bind filled_bind(const session_settings& from)
{
    Bind bind;
    bind.system_id = from.system_id;
    bind.password = from.password;
    bind.system_type = from.system_type;
    bind.interface_version = from.interface_version;
    bind.addr_ton = from.addr_ton;
    bind.addr_npi = from.addr_npi;
    bind.address_range = from.address_range;
    return bind;
}

}  // namespace

std::string_view to_string(session_state at)
{
    constexpr std::string_view words[]{"binding", "bound", "draining", "unbinding", "closed"};
    return words[static_cast<std::size_t>(at)];
}

std::string_view to_string(close_reason why)
{
    constexpr std::string_view words[]{
        "cut",       "bind_timeout", "bind_refused", "peer_unbound",    "peer_silent",
        "pdu_stuck", "lost_framing", "unbound",      "not_bound_there", "desynchronised"};
    return words[static_cast<std::size_t>(why)];
}

link_end end_of(close_reason why, std::uint32_t command_status)
{
    if (why != close_reason::bind_refused)
        return link_end::link_failed;
    switch (command_status) {
        case already_bound_status:
            return link_end::already_bound;
        case invalid_password:
        case invalid_system_id:
        case invalid_system_type:
            return link_end::credentials;
        default:
            return link_end::refused;
    }
}

session::session(session_settings settings, time_point now)
    : settings_(std::move(settings)), timers_(settings_.timers, now), window_(settings_.window)
{
}

void session::start(time_point, actions& out) { bind_sequence_ = request(bind_body(), out); }

pdu_body session::bind_body() const
{
    if (settings_.bind == command_id::bind_transmitter)
        return filled_bind<bind_transmitter>(settings_);
    if (settings_.bind == command_id::bind_receiver)
        return filled_bind<bind_receiver>(settings_);
    return filled_bind<bind_transceiver>(settings_);
}

std::uint32_t session::request(pdu_body body, actions& out)
{
    pdu made;
    made.sequence_number = sequence_.take();
    made.body = std::move(body);
    const auto sequence = made.sequence_number;
    out.emplace_back(send_pdu{std::move(made)});
    return sequence;
}

std::size_t session::room() const
{
    return state_ == session_state::bound && transmits() ? window_.room() : 0;
}

void session::submit(pdu&& message, std::uint64_t token, time_point now, actions& out)
{
    assert(room() > 0);
    auto sequence = sequence_.take();
    while (window_.holds(sequence))
        sequence = sequence_.take();
    message.sequence_number = sequence;
    window_.add(sequence, {token, now});
    out.emplace_back(send_pdu{std::move(message)});
}

void session::acknowledge(command_id request, std::uint32_t sequence_number, std::uint32_t command_status,
                          time_point now, actions& out)
{
    if (unacknowledged_ > 0)
        --unacknowledged_;
    if (!alive())
        return;
    out.emplace_back(send_pdu{response(request, sequence_number, command_status)});
    unbind_when_drained(now, out);
}

void session::on_pdu(pdu&& received, time_point now, actions& out)
{
    if (!alive())
        return;
    timers_.whole();
    if (is_response(received.id()))
        on_response(received, now, out);
    else
        on_request(std::move(received), out);
}

void session::on_request(pdu&& received, actions& out)
{
    const auto id = received.id();
    const auto sequence = received.sequence_number;
    switch (id) {
        case command_id::deliver_sm:
        case command_id::data_sm:
            on_message(std::move(received), out);
            return;
        case command_id::enquire_link:
            out.emplace_back(send_pdu{response(id, sequence, ok)});
            return;
        case command_id::unbind:
            out.emplace_back(send_pdu{response(id, sequence, ok)});
            close(close_reason::peer_unbound, ok, out);
            return;
        case command_id::alert_notification:  // has no response
        case command_id::outbind:
            out.emplace_back(noted{"smpp_request_ignored", static_cast<std::uint32_t>(id), {}});
            return;
        default:
            break;
    }
    // A request that an ESME does not serve.
    out.emplace_back(noted{"smpp_request_unknown", static_cast<std::uint32_t>(id), {}});
    pdu nack;
    nack.command_status = invalid_command;
    nack.sequence_number = sequence;
    out.emplace_back(send_pdu{std::move(nack)});
}

void session::on_message(pdu&& received, actions& out)
{
    if (state_ != session_state::binding) {
        ++unacknowledged_;
        out.emplace_back(message_arrived{std::move(received)});
        return;
    }
    // The bind response is still on its way: a message overtook it.
    if (held_.size() < held_max)
        held_.push_back(std::move(received));
    else
        out.emplace_back(
            send_pdu{response(received.id(), received.sequence_number, temporary_application_error)});
}

void session::on_response(pdu& received, time_point now, actions& out)
{
    const auto id = received.id();
    if (is_bind_answer(id))
        return on_bind_answer(received, now, out);
    if (id == command_id::generic_nack)
        return on_generic_nack(received, now, out);
    if (auto* answer = std::get_if<submit_sm_resp>(&received.body)) {
        on_submit_answer(received.sequence_number, received.command_status, std::move(answer->message_id),
                         out);
        return unbind_when_drained(now, out);
    }
    if (id == command_id::unbind_resp && state_ == session_state::unbinding)
        close(close_reason::unbound, ok, out);
}

void session::on_bind_answer(const pdu& received, time_point now, actions& out)
{
    if (state_ != session_state::binding || received.sequence_number != bind_sequence_)
        return;
    if (received.command_status != ok)
        return close(close_reason::bind_refused, received.command_status, out);
    state_ = session_state::bound;
    timers_.bound(now);
    out.emplace_back(became_bound{system_id_of(received)});
    for (auto& early : std::exchange(held_, {}))
        on_message(std::move(early), out);
}

void session::on_submit_answer(std::uint32_t sequence, std::uint32_t status, std::string message_id,
                               actions& out)
{
    if (const auto asked = window_.take(sequence)) {
        out.emplace_back(submit_ended{asked->token, true, status, std::move(message_id), asked->sent_at});
        if (status == wrong_bind_status)
            close(close_reason::not_bound_there, status, out);
        else if (status == invalid_command_length || status == invalid_command)
            close(close_reason::desynchronised, status, out);
        return;
    }
    if (const auto late = window_.take_late(sequence))
        out.emplace_back(late_answer{late->token, status, std::move(message_id)});
    else
        out.emplace_back(noted{"smpp_answer_to_nothing", status, {}});
}

void session::on_generic_nack(const pdu& received, time_point now, actions& out)
{
    const auto status = received.command_status == ok ? unknown_error : received.command_status;
    if (state_ == session_state::binding && received.sequence_number == bind_sequence_)
        return close(close_reason::bind_refused, status, out);
    if (window_.holds(received.sequence_number)) {
        on_submit_answer(received.sequence_number, status, {}, out);
        return unbind_when_drained(now, out);
    }
    out.emplace_back(noted{"smpp_generic_nack", status, {}});
    if (++stray_nacks_ >= stray_nacks_max)
        close(close_reason::desynchronised, status, out);
}

void session::on_unparsed(const unparsed& received, time_point, actions& out)
{
    if (!alive())
        return;
    out.emplace_back(
        noted{"smpp_pdu_unparsed", static_cast<std::uint32_t>(received.header.command), received.fault});
    const auto id = received.header.command;
    if (received.lost_framing) {
        pdu nack;
        nack.command_status = received.answer;
        nack.sequence_number = received.header.sequence_number;
        out.emplace_back(send_pdu{std::move(nack)});
        return close(close_reason::lost_framing, received.answer, out);
    }
    timers_.whole();
    const auto sequence = received.header.sequence_number;
    if (!is_response(id))
        out.emplace_back(send_pdu{response(id, sequence, received.answer)});
    else if (window_.holds(sequence))  // its status is readable: that is what counts
        on_submit_answer(sequence, received.header.command_status, {}, out);
}

void session::on_tick(time_point now, actions& out)
{
    if (!alive())
        return;
    for (const auto& gone : window_.expire(now - settings_.timers.submit_resp))
        out.emplace_back(submit_ended{gone.what.token, false, 0, {}, gone.what.sent_at});
    unbind_when_drained(now, out);
    switch (timers_.tick(now)) {
        case due::nothing:
            return;
        case due::send_enquire_link:
            request(enquire_link{}, out);
            return;
        case due::close_bind_timeout:
            return close(close_reason::bind_timeout, ok, out);
        case due::close_peer_silent:
            return close(close_reason::peer_silent, ok, out);
        case due::close_pdu_stuck:
            return close(close_reason::pdu_stuck, ok, out);
        case due::close_unbind_timeout:
            return close(close_reason::unbound, ok, out);
    }
}

void session::on_cut(actions& out)
{
    if (alive())
        close(state_ == session_state::unbinding ? close_reason::unbound : close_reason::cut, ok, out);
}

void session::stop(time_point now, actions& out)
{
    if (state_ == session_state::binding)
        return close(close_reason::unbound, ok, out);
    if (state_ != session_state::bound)
        return;
    state_ = session_state::draining;
    stop_asked_ = now;
    unbind_when_drained(now, out);
}

void session::unbind_when_drained(time_point now, actions& out)
{
    if (state_ != session_state::draining)
        return;
    const bool quiet = window_.empty() && unacknowledged_ == 0;
    if (!quiet && now - stop_asked_ < settings_.timers.drain)
        return;
    request(unbind{}, out);
    state_ = session_state::unbinding;
    timers_.unbinding(now);
}

void session::close(close_reason why, std::uint32_t status, actions& out)
{
    if (!alive())
        return;
    state_ = session_state::closed;
    for (const auto& open : window_.take_all())
        out.emplace_back(submit_ended{open.token, false, 0, {}, open.sent_at});
    out.emplace_back(close_link{why, status});
}

}  // namespace sapa::smpp
