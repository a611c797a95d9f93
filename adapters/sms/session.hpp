// One SMPP 3.4 session of an ESME as a pure state machine: told what happened and when, it answers what to
// do. reference/smpp.md 1.2. The shell around it is esme.cpp; tests step it by hand.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include "adapters/sms/codec.hpp"
#include "adapters/sms/pdu.hpp"
#include "adapters/sms/reconnect.hpp"
#include "adapters/sms/timers.hpp"
#include "adapters/sms/window.hpp"

namespace sapa::smpp {

struct session_settings
{
    command_id bind{command_id::bind_transceiver};
    std::string system_id{}, password{}, system_type{};
    std::uint8_t interface_version{0x34}, addr_ton{}, addr_npi{};
    std::string address_range{};
    std::size_t window{10};
    timer_limits timers{};
};

enum class session_state : std::uint8_t {
    binding,  // bind sent
    bound,
    draining,   // asked to stop: no new submit_sm, questions are still acknowledged
    unbinding,  // unbind sent
    closed,
};
std::string_view to_string(session_state at);

enum class close_reason : std::uint8_t {
    cut,  // the socket said so
    bind_timeout,
    bind_refused,  // status says why
    peer_unbound,
    peer_silent,
    pdu_stuck,  // half a PDU and no more
    lost_framing,
    unbound,          // our unbind was answered, or not in time: all is well
    not_bound_there,  // ESME_RINVBNDSTS: the SMSC has forgotten us
    desynchronised,   // the SMSC cannot read us
};
std::string_view to_string(close_reason why);

// -- what to do --

struct send_pdu
{
    pdu what{};
};
struct became_bound
{
    std::string smsc{};  // system_id in the bind response
};
// A deliver_sm or data_sm. The shell ends it with acknowledge(), once what it carries is stored.
struct message_arrived
{
    pdu what{};
};
// A submit_sm has its end, exactly one. `answered` false: perhaps it arrived, perhaps not.
struct submit_ended
{
    std::uint64_t token{};
    bool answered{};
    std::uint32_t command_status{};
    std::string message_id{};
    time_point sent_at{};
};
// The answer of a submit_sm that was given up before.
struct late_answer
{
    std::uint64_t token{};
    std::uint32_t command_status{};
    std::string message_id{};
};
// Write what is queued, then close.
struct close_link
{
    close_reason why{};
    std::uint32_t command_status{};
};
// Worth a line in the log.
struct noted
{
    std::string_view event{};
    std::uint32_t number{};
    std::string detail{};
};

using action =
    std::variant<send_pdu, became_bound, message_arrived, submit_ended, late_answer, close_link, noted>;
using actions = std::vector<action>;

// How the reconnect plan sees the end of a session or of its bind.
link_end end_of(close_reason why, std::uint32_t command_status);

class session
{
public:
    session(session_settings settings, time_point now);

    // Every call appends to `out` what the shell must do, in order.
    void start(time_point now, actions& out);
    void on_octets(time_point now) { timers_.heard_from_peer(now); }
    // After a read: is the beginning of a PDU waiting for the rest?
    void on_partial(bool waiting, time_point now) { timers_.partial(waiting, now); }
    void on_pdu(pdu&& received, time_point now, actions& out);
    void on_unparsed(const unparsed& received, time_point now, actions& out);
    void on_tick(time_point now, actions& out);
    void on_cut(actions& out);

    // submit_sm that may be sent now.
    std::size_t room() const;
    // Needs room(). `token` names it in submit_ended; tokens grow.
    void submit(pdu&& message, std::uint64_t token, time_point now, actions& out);
    // Ends a message_arrived.
    void acknowledge(command_id request, std::uint32_t sequence_number, std::uint32_t command_status,
                     time_point now, actions& out);
    // Graceful end: drain, unbind, close.
    void stop(time_point now, actions& out);

    session_state state() const { return state_; }
    bool alive() const { return state_ != session_state::closed; }
    bool transmits() const { return settings_.bind != command_id::bind_receiver; }
    std::size_t in_flight() const { return window_.size(); }
    std::size_t unacknowledged() const { return unacknowledged_; }

private:
    void on_request(pdu&& received, actions& out);
    void on_response(pdu& received, time_point now, actions& out);
    void on_bind_answer(const pdu& received, time_point now, actions& out);
    void on_submit_answer(std::uint32_t sequence, std::uint32_t status, std::string message_id, actions& out);
    void on_generic_nack(const pdu& received, time_point now, actions& out);
    void on_message(pdu&& received, actions& out);
    void close(close_reason why, std::uint32_t status, actions& out);
    void unbind_when_drained(time_point now, actions& out);
    std::uint32_t request(pdu_body body, actions& out);
    pdu_body bind_body() const;

    static constexpr std::size_t held_max = 100;
    static constexpr int stray_nacks_max = 3;

    session_settings settings_;
    session_state state_{session_state::binding};
    session_timers timers_;
    window window_;
    sequence_counter sequence_{};
    std::uint32_t bind_sequence_{};
    std::size_t unacknowledged_{};
    time_point stop_asked_{};
    int stray_nacks_{};
    std::vector<pdu> held_{};  // messages that came before the bind response
};

}  // namespace sapa::smpp
