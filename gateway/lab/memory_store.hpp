// The store of the sandbox and of `sapa talk`: the same promises but durability, all in memory.
#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::lab {

class memory_store final : public conversation_store
{
public:
    // As after a restart: what is unfinished is handed out again, open epochs have ended with their last
    // arrival.
    void reopen();

    async<admission> admit(mo_message message, std::optional<smpp_origin> origin,
                           joined_parts joined) override;
    async<part_kept> keep_part(sms_part part) override;
    async<ticket> note_report(delivery_report report) override;
    async<std::vector<unsent>> find_failed(delivery_report report) override;
    async<ticket> mute(channel_type via, std::string sender, instant until) override;
    async<ticket> take_back(revocation what, instant now) override;
    async<bool> durable(ticket committed) override;
    async<addressee> find_addressee(channel_type via, std::string sender) override;
    async<void> keep_write(row_id inbox, core_question question) override;
    async<turn_receipt> commit_turn(turn done) override;
    async<ticket> begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now) override;
    async<ticket> end_attempt(attempt_result result) override;
    async<row_id> begin_epoch(std::string account, instant now) override;
    async<void> end_epoch(row_id epoch, instant now) override;
    async<ticket> acknowledged_late(row_id inbox) override;
    async<backlog> claim(std::size_t most, instant now) override;
    async<std::vector<sms_part>> parts() override;
    async<ledger> balance() override;

private:
    struct conversation
    {
        row_id id{};
        std::int64_t last_number{};
        std::string state{};
        bool stopped{};
        std::optional<instant> muted_until{};
        std::map<std::string, std::string> preferences{};
    };
    struct question
    {
        row_id conversation{};
        std::int64_t number{};
        mo_message message{};
        std::optional<core_question> write{};
    };
    struct outgoing
    {
        unsent what{};
        row_id inbox{};
        std::optional<delivery_report::state> report{};
        bool sent{}, dead{};
        std::vector<std::string> message_ids{};
    };
    // A copy of a deliver_sm that may come again.
    struct copy
    {
        std::string fingerprint{};
        row_id epoch{}, inbox{};
        instant received_at{};
        bool late{};
        std::optional<instant> epoch_ended{};
    };

    conversation& conversation_of(channel_type via, const std::string& sender);
    bool seen_provider_id(const mo_message& message);
    bool is_redelivery(const smpp_origin& origin, instant now);
    bool was_joined(const std::string& print, instant now) const;
    bool join_parts(const joined_parts& parts, instant now);
    void remember_copy(const smpp_origin& origin, row_id inbox, instant now);
    void refuse_unfit(const turn& done) const;
    std::vector<row_id> told_of(const delivery_report& report) const;
    row_id replace(row_id outbox);
    row_id finish(const turn& done);
    void close_epoch(row_id epoch, instant ended);
    admission admitted(row_id inbox, const question& asked) const;
    void tell_dead(row_id inbox);
    bool is_open(row_id inbox) const;

    std::map<std::pair<channel_type, std::string>, row_id> ids_{};
    std::map<row_id, conversation> conversations_{};
    std::map<row_id, question> questions_{};  // in work
    std::map<row_id, outgoing> outbox_{};     // queued
    std::map<row_id, outgoing> ended_{};      // but not replaced; the oldest go beyond 10,000
    std::map<row_id, promise> promises_{};
    std::map<row_id, int> dead_{};  // dead letters by question
    std::map<std::string, instant> provider_ids_{};
    std::map<std::pair<std::string, int>, sms_part> parts_{};
    std::map<std::string, instant> joined_{};  // parts, by their print
    std::deque<copy> copies_{};
    std::map<row_id, std::pair<instant, bool>> epochs_{};  // last sign of life, open
    row_id next_{1};
    ledger ledger_{};
    row_id claimed_questions_{}, claimed_outbox_{}, claimed_promises_{}, claim_end_{};
};

}  // namespace sapa::lab
