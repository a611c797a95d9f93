// One bind of an account: connects, runs the pure session over the socket, connects again with back-off.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>
#include "adapters/sms/account.hpp"
#include "adapters/sms/connection.hpp"
#include "adapters/sms/session.hpp"
#include "gateway/async/async.hpp"
#include "gateway/async/machine.hpp"

namespace sapa::sms {

class esme;

// What the account wants to hear of its binds. Calls come from the io thread.
struct esme_events
{
    // Bound; messages are handed over only after this has ended.
    std::function<async<void>(esme&)> bound{};
    std::function<void(esme&, smpp::pdu&&)> arrived{};
    std::function<void(esme&, smpp::submit_ended&&)> ended{};
    std::function<void(esme&, const smpp::late_answer&)> late{};
    // After a read or a tick: the window may have room again.
    std::function<void(esme&)> turned{};
    // A bound session is over: nothing is sent or acknowledged in it any more.
    std::function<void(esme&)> closed{};
};

// One line of `sapa links list`.
struct link_state
{
    std::string account{}, link{}, bind{}, host{}, state{};
    std::size_t in_flight{}, window{}, unacknowledged{};
    std::uint64_t sessions{};  // how often it was bound
    std::string last_end{};    // "cut", "bind_refused ESME_RINVPASWD"
    bool suspended{}, drained{};
};

class esme
{
public:
    // The account's settings outlive the bind.
    esme(asio::any_io_executor executor, const smpp_account& account, smpp::command_id bind, std::string name,
         std::shared_ptr<asio::ssl::context> tls, esme_events events);
    esme(const esme&) = delete;
    esme& operator=(const esme&) = delete;

    // Until stop().
    async<void> run();
    // Takes no more submit_sm, drains, unbinds; run() ends after that.
    void stop();

    void suspend();  // unbinds after draining and stays away
    void resume();
    // Does not wait any longer for its next try to bind.
    void hurry() { wake_.cancel(); }
    void drain() { drained_ = true; }  // bound and acknowledging, but nothing new is sent

    // submit_sm that may be sent now.
    std::size_t room() const;
    void submit(smpp::pdu&& message, std::uint64_t token);

    // Names the present session: what arrived in another one is not acknowledged in this.
    std::uint64_t generation() const { return generation_; }
    void acknowledge(std::uint64_t generation, smpp::command_id request, std::uint32_t sequence_number,
                     std::uint32_t command_status);

    bool bound() const;
    bool alive() const { return session_ && session_->alive(); }
    bool takes_submits() const { return bound() && transmits() && !drained_ && !suspended_ && !stopped_; }
    bool transmits() const { return bind_ != smpp::command_id::bind_receiver; }
    const std::string& name() const { return name_; }
    link_state state() const;

private:
    void leave();  // drains and unbinds; closes a link that is not bound
    async<void> one_session();
    async<error_code> open(std::shared_ptr<connection> link, smpp_host to);
    async<error_code> read_loop(std::shared_ptr<connection> link);
    async<error_code> tick_loop(std::shared_ptr<connection> link);
    async<void> greet();
    async<void> rest(std::chrono::milliseconds span);
    std::size_t take_pdus(std::string_view octets);
    void perform();
    void perform_one(smpp::action& what);
    void write(const smpp::pdu& what);
    void log_end(const smpp::close_link& end) const;
    smpp::session_settings session_settings() const;
    double chance();

    asio::any_io_executor executor_;
    const smpp_account& account_;
    smpp::command_id bind_;
    std::string name_;
    std::shared_ptr<asio::ssl::context> tls_;
    esme_events events_;
    timer wake_;
    smpp::reconnect_plan plan_;
    std::minstd_rand random_;

    std::shared_ptr<connection> link_;
    std::optional<smpp::session> session_;
    smpp::actions actions_;
    std::vector<smpp::pdu> early_;  // messages that wait for the bound event
    std::optional<smpp::close_link> end_;
    std::chrono::steady_clock::time_point ended_at_{};
    std::uint64_t generation_{}, sessions_{};
    bool just_bound_{}, greeted_{}, was_bound_{}, stopped_{}, suspended_{}, drained_{};
    std::string last_end_{};
    smpp_host host_{};
};

}  // namespace sapa::sms
