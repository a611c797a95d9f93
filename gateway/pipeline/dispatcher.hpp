// Sends what the turns have put into the outbox: by account, in the order of each conversation, within window
// and rate, replies before notices; retries by the kind of failure and records what became of it.
#pragma once
#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/channel.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/notices.hpp"
#include "gateway/pipeline/retry.hpp"

namespace sapa {

struct outgoing
{
    row_id outbox{};
    std::int64_t lease_epoch{};
    mt_message message{};
    bool attempt_committed{};  // its first attempt is part of the turn's commit: send at once
    attempts_so_far before{};
    std::size_t segments_accepted{};
    instant not_before{};
    // What a status told while its request was under way.
    bool left_meanwhile{};
    std::optional<failure> failed_meanwhile{};
};

// The lane of a conversation's replies is its id. Its notices have one of their own, so that one that waits
// for the morning holds up no reply; ids are positive.
constexpr row_id lane_of(row_id conversation, mt_purpose purpose)
{
    return purpose == mt_purpose::reply ? conversation : ~conversation;
}

class dispatcher
{
public:
    dispatcher(conversation_store& store, std::vector<channel*> channels, clock_source now, task_group& tasks,
               metrics& seen, retry_settings settings = {},
               notice_settings notices = {.quiet_from = 0, .quiet_until = 0});

    // Could this conversation's next reply leave right away (lane empty, window free)? Then a place is kept
    // for it until offer(): put the attempt into the turn's own commit.
    bool reserve(row_id conversation, channel_type via, const std::string& account);
    // The lane's next messages, in order, after their commit. `reserved`: as reserve() said.
    void offer(row_id lane, std::vector<outgoing> messages, bool reserved);
    // A turn whose place was kept did not come to be.
    void release(channel_type via, const std::string& account);

    // A report says that these messages have left (reference.hpp): one of unknown outcome is not sent again.
    void settle_unknown(const std::string& reference);
    // A report says that a message which had been accepted has failed after all. Ends when what goes out in
    // its place is committed; throws where the store cannot.
    async<void> failed_later(delivery_report report, failure why);

    // Looks at everything that waits: for time, window or rate. Called at least every 50 ms while idle() is
    // false.
    void pump();
    // Notices that wait hold up nothing: they are taken up again after a restart.
    bool idle() const
    {
        return std::ranges::all_of(lanes_, [](const auto& one) { return one.first < 0 && !one.second.busy; });
    }
    std::size_t waiting() const;  // messages, those in flight included
    std::size_t replies_waiting() const { return replies_waiting_; }
    async<void> run();  // pumps until cancelled

private:
    struct lane  // of one conversation
    {
        std::deque<outgoing> waiting{};
        bool busy{};    // its head is being sent
        bool queued{};  // stands in its account's queue
    };
    struct account_queue
    {
        channel* out{};
        std::size_t reserved{};                   // places kept, not yet sent
        std::deque<row_id> replies{}, notices{};  // lanes whose head may leave when there is room
    };

    account_queue& queue_of(channel_type via, const std::string& account);
    void schedule(row_id conversation, lane& waiting);
    void clock_went_back(milliseconds by);
    void forget(lane& of, std::deque<outgoing>::iterator one);
    void serve(account_queue& queue);
    outgoing* find_unsettled(row_id outbox);  // nullptr: settled
    void unschedule(row_id conversation, lane& waiting);
    async<void> deliver(row_id conversation);
    // `together`: how many of the lane's first messages this attempt is for.
    async<send_outcome> attempt(row_id conversation, lane& from, std::size_t& together);
    std::size_t join(const lane& from, const channel& out, mt_message& whole, instant now) const;
    async<std::optional<refused>> hold_back(outgoing& notice, instant now);
    async<std::optional<refused>> begin_attempts(lane& from, std::size_t together, instant now);
    async<verdict> conclude(row_id conversation, outgoing& one, const send_outcome& outcome, double chance);
    async<bool> replace(row_id conversation, outgoing& one, const failure& why);
    async<void> end_attempt(attempt_result result);
    void settle(row_id conversation, const std::vector<verdict>& judged);
    void count(const send_outcome& outcome, const outgoing& head);

    conversation_store& store_;
    std::vector<channel*> channels_;
    clock_source now_;
    task_group& tasks_;
    struct meters
    {
        std::array<metrics::counter*, 3> attempts{};  // by outcome
        metrics::counter *retries{}, *dead_letters{};
        metrics::histogram* send{};
    };
    meters& meters_of(channel_type via) { return meters_[static_cast<std::size_t>(via)]; }
    std::array<meters, 2> meters_{};  // by channel
    retry_settings settings_;
    notice_settings notices_;
    std::unordered_map<row_id, lane> lanes_;
    std::map<std::pair<channel_type, std::string>, account_queue> accounts_;
    instant pumped_{};
    std::size_t replies_waiting_{};
    std::multimap<instant, row_id> later_;  // lanes whose head waits for its time
    // Messages that are under way, or wait after an unknown outcome, and their lanes.
    std::unordered_map<row_id, row_id> unsettled_;
    std::minstd_rand chance_{fresh_seed()};
};

}  // namespace sapa
