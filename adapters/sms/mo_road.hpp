// The way in of one account: deliver_sm and data_sm to questions, parts and receipts; acknowledged when
// stored.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>
#include "adapters/sms/esme.hpp"
#include "adapters/sms/kept_part.hpp"
#include "adapters/sms/mo_sink.hpp"
#include "adapters/sms/mt_road.hpp"
#include "adapters/sms/reassembly.hpp"
#include "adapters/sms/receipt_ids.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {

class mo_road
{
public:
    // What is used outlives the road, and the road its coroutines: wait for idle() before it goes.
    mo_road(asio::any_io_executor executor, const smpp_account& account, const mo_sink& sink,
            receipt_ids& ids, account_counts& counts);

    // Parts that were kept before a restart.
    async<void> restore();
    // Takes one message of a bound session. Never waits; its acknowledgement follows.
    void take(esme& link, row_id epoch, smpp::pdu&& message);
    // Sends one back: its redelivery could not be recognised now.
    void refuse(esme& link, const smpp::pdu& message);
    // Hands on long messages whose other parts did not come.
    void expire();

    std::size_t in_work() const { return in_work_; }
    bool idle() const { return in_work_ == 0 && running_ == 0; }

private:
    // What the SMSC waits for.
    struct owed
    {
        esme* link{};
        std::uint64_t generation{};
        smpp::command_id request{};
        std::uint32_t sequence{};
        std::chrono::steady_clock::time_point arrived{};
    };
    // Something that waits for its commit.
    struct unsettled
    {
        ticket committed{};
        owed to{};
        row_id inbox{};
    };
    struct question
    {
        mo_message message{};
        std::optional<smpp_origin> origin{};
        joined_parts parts{};
        owed to{};
    };
    struct waiting_part
    {
        std::string set{}, print{};
        carried_values carried{};
    };

    void take_receipt(const owed& to, const smpp::pdu& message);
    void take_text(const owed& to, row_id epoch, const smpp::pdu& message);
    void take_part(const owed& to, part_in&& part, question&& about);
    bool ask_all(reassembly_result&& result, std::uint64_t token, question&& about);
    void ask(joined_message&& joined, question&& about);
    void join_stored(std::vector<sms_part> parts);
    carried_values carried_of(const smpp::pdu& message) const;
    mo_message message_of(joined_message&& joined, carried_values carried) const;

    template <class Task>
    void spawn(Task task);
    async<void> admit(question asked);
    async<void> admit_again(question asked);
    async<void> keep(owed to, part_in part, carried_values carried);
    async<void> note(owed to, delivery_report report);
    async<void> settle_all();
    void settle(unsettled one);
    void end(const unsettled& one, bool stored);
    void answer(const owed& to, std::uint32_t status);
    instant now() const;
    instant joining_now() const;

    asio::any_io_executor executor_;
    const smpp_account& account_;
    const mo_sink& sink_;
    receipt_ids& ids_;
    account_counts& counts_;
    reassembly joiner_;
    std::chrono::steady_clock::time_point born_;
    instant born_at_;
    std::unordered_map<std::uint64_t, waiting_part> waiting_;  // by token
    std::deque<unsettled> unsettled_;
    std::uint64_t tokens_{};
    std::size_t in_work_{}, running_{};
    bool settling_{};
};

template <class Task>
void mo_road::spawn(Task task)
{
    ++running_;
    asio::co_spawn(executor_, std::move(task), [this](std::exception_ptr failure) {
        --running_;
        if (failure)
            log_event(log_level::error, "smpp_mo_failed",
                      {{"account", account_.name}, {"why", describe(failure)}});
    });
}

}  // namespace sapa::sms
