// One SMPP account: its binds, its road in, its road out, and the operators' control over its links.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include "adapters/sms/account.hpp"
#include "adapters/sms/esme.hpp"
#include "adapters/sms/mo_road.hpp"
#include "adapters/sms/mo_sink.hpp"
#include "adapters/sms/mt_road.hpp"
#include "gateway/async/task_group.hpp"

namespace sapa::sms {

class esme_account
{
public:
    // Throws where a TLS file is unusable. `sink` names a store that outlives the account.
    esme_account(asio::any_io_executor executor, smpp_account settings, mo_sink sink);
    esme_account(const esme_account&) = delete;
    esme_account& operator=(const esme_account&) = delete;

    // Loads the parts that wait, then binds and stays bound until stop().
    async<void> run();
    // Graceful: no new submit_sm, questions are still acknowledged, windows drain, unbind. run() ends then.
    void stop();

    const smpp_account& settings() const { return settings_; }
    bool bound() const;
    const account_counts& counts() const { return counts_; }

    std::size_t room() { return out_.room(); }
    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment);
    // Called when room() may be above 0 again after it was 0.
    void when_room(std::function<void()> tell) { out_.when_room(std::move(tell)); }

    // See mt_road.
    void only_while(std::function<bool()> may_send) { out_.only_while(std::move(may_send)); }
    void share_rate(int nodes) { out_.share_rate(nodes); }
    // Parts that another node kept and may not join any more.
    async<void> take_parts() { return in_.restore(); }
    // From the next bind on; links that are not bound try it at once.
    void use_password(std::string password);

    std::vector<link_state> links() const;
    double rate() const { return out_.rate(); }  // segments a second at present; 0: no limit
    std::size_t unacknowledged() const { return in_.in_work(); }
    // By the link's name ("north/1"); empty: all. false: no such link.
    bool suspend(std::string_view link);
    bool resume(std::string_view link);
    bool drain(std::string_view link);

private:
    struct bind_slot
    {
        std::unique_ptr<esme> link{};
        std::vector<row_id> epochs{};  // of the present session; what arrives belongs to the last
        bool open{};                   // the last is stored, and begun after all ends before it
    };
    struct arrival
    {
        std::size_t index{};
        std::uint64_t generation{};
        smpp::pdu message{};
    };

    void add_binds(smpp::command_id bind, int count, const std::shared_ptr<asio::ssl::context>& tls);
    esme_events events_of(std::size_t index);
    async<void> on_bound(std::size_t index);
    void on_closed(std::size_t index);
    void on_arrived(std::size_t index, smpp::pdu&& message);
    void hand_over();
    void give(std::size_t index, smpp::pdu&& message);
    async<void> renew_epoch(std::size_t index);
    async<void> change_epochs(std::vector<row_id> ended);
    async<void> end_epochs(std::vector<row_id> left);
    async<void> begin_epoch(std::size_t index, std::uint64_t generation);
    async<bool> try_begin_epoch(std::size_t index, std::uint64_t generation);
    async<bool> try_end_epoch(row_id epoch);
    async<void> watch();
    template <class Do>
    bool each(std::string_view link, Do what);

    asio::any_io_executor executor_;
    smpp_account settings_;
    mo_sink sink_;
    receipt_ids ids_;
    account_counts counts_;
    mt_road out_;
    mo_road in_;
    std::vector<bind_slot> binds_;
    timer watch_timer_;
    task_group tasks_;
    std::deque<arrival> arrived_;  // with several binds: see on_arrived
    std::shared_ptr<int> alive_{std::make_shared<int>()};
    int epochs_changing_{}, epochs_ending_{};
    bool stopping_{};
};

}  // namespace sapa::sms
