// The way out of one account: messages to segments, segments to binds within window and pace, answers to
// outcomes.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>
#include "adapters/sms/esme.hpp"
#include "adapters/sms/parking.hpp"
#include "adapters/sms/receipt_ids.hpp"
#include "adapters/sms/throttle.hpp"
#include "gateway/model/failure.hpp"
#include "gateway/model/mt_message.hpp"

namespace sapa::sms {

// What the metrics tell of an account; grows only.
struct account_counts
{
    std::uint64_t mo{}, mo_duplicates{}, parts{}, receipts{}, refused_mo{}, acknowledged_late{};
    std::uint64_t submitted{}, accepted{}, refused{}, unknown{}, throttled{}, parked{}, late_answers{};
};

class mt_road
{
public:
    // What is used outlives the road.
    mt_road(asio::any_io_executor executor, const smpp_account& account, receipt_ids& ids,
            account_counts& counts);

    void add_link(esme& link) { links_.push_back(&link); }

    // Messages of one segment that could leave now.
    std::size_t room();
    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment);

    // -- told by the binds --
    void on_ended(smpp::submit_ended&& ended);
    void on_late(const smpp::late_answer& late);
    void on_closed(const esme& link);
    // Sends what may be sent now; tells of room where it had run out.
    void pump();

    // One of many nodes: nothing is written unless `may_send`; the account's rate is divided.
    void only_while(std::function<bool()> may_send) { may_send_ = std::move(may_send); }
    void share_rate(int nodes) { throttle_.share(nodes); }

    void when_room(std::function<void()> tell) { tell_room_ = std::move(tell); }
    bool bound() const;
    std::size_t waiting() const { return queue_.size(); }
    double rate() const { return throttle_.rate(); }

private:
    static constexpr std::size_t queue_max = 20000;
    static constexpr int throttled_tries = 5;

    enum class stage : std::uint8_t { waiting, sent, accepted, refused, unknown };
    struct segment
    {
        smpp::pdu what{};
        stage at{};
        std::uint32_t status{};
        std::string message_id{};
        int tries{};
    };
    struct sending
    {
        std::vector<segment> segments{};
        std::string destination{};
        esme* link{};
        std::size_t open{}, first{}, next{};
        bool ended{};
        std::optional<send_outcome> outcome{};
        std::function<void(send_outcome)> resume{};
    };
    using work = std::shared_ptr<sending>;

    esme* best_link() const;
    bool send_one(const work& job, smpp::time_point now);
    void settle(const work& job);
    bool try_again(const work& job);
    send_outcome outcome_of(const sending& job) const;
    void finish(const work& job, send_outcome outcome);
    static async<send_outcome> outcome_when_done(work job);

    asio::any_io_executor executor_;
    const smpp_account& account_;
    receipt_ids& ids_;
    account_counts& counts_;
    std::vector<esme*> links_;
    smpp::throttle throttle_;
    smpp::parking parking_;
    std::deque<work> queue_;
    std::unordered_map<std::uint64_t, std::pair<work, std::size_t>> in_flight_;
    std::uint64_t tokens_{};
    std::shared_ptr<std::vector<work>> to_resume_{std::make_shared<std::vector<work>>()};
    std::function<void()> tell_room_{};
    std::function<bool()> may_send_{[] { return true; }};
    bool hungry_{}, pumping_{};
};

}  // namespace sapa::sms
