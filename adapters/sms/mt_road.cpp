// Windows and pace on the way out; what an answer means for the message.
#include "adapters/sms/mt_road.hpp"
#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/submit.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/async/sleep.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {
namespace {

using clock = steady_clock;

refused not_now(advice what, std::string code, milliseconds after)
{
    refused outcome;
    outcome.why.what = what;
    outcome.why.code = std::move(code);
    outcome.why.after = after;
    return outcome;
}

}  // namespace

mt_road::mt_road(asio::any_io_executor executor, const smpp_account& account, receipt_ids& ids,
                 account_counts& counts)
    : executor_(executor),
      account_(account),
      ids_(ids),
      counts_(counts),
      throttle_(smpp::throttle_limits{.max_per_second = account.max_per_second})
{
}

bool mt_road::bound() const
{
    return std::ranges::any_of(links_, [](const esme* link) { return link->transmits() && link->bound(); });
}

std::size_t mt_road::room()
{
    std::size_t slots = 0;
    for (const auto* link : links_)
        slots += link->room();
    slots = may_send_() ? std::min(slots, throttle_.room(clock::now())) : 0;
    slots -= std::min(slots, queue_.size());
    hungry_ = hungry_ || slots == 0;
    return slots;
}

async<send_outcome> mt_road::send(mt_message message, std::string reference, std::size_t first_segment)
{
    auto destination = destination_of(message, account_);
    if (const auto wait = parking_.wait_of(destination, clock::now()); wait.count() > 0)
        co_return not_now(advice::hold_recipient, "ESME_RMSGQFUL", wait);
    if (!bound())
        co_return not_now(advice::retry, "not_bound", milliseconds(1000));
    if (queue_.size() >= queue_max)
        co_return not_now(advice::retry, "queue_full", milliseconds(1000));
    auto job = std::make_shared<sending>();
    job->destination = std::move(destination);
    for (auto& made : make_submits(message, reference, account_, system_now()))
        job->segments.push_back(segment{.what = std::move(made)});
    job->first = job->next = std::min(first_segment, job->segments.size());
    if (job->next == job->segments.size())
        co_return accepted();
    queue_.push_back(job);
    pump();
    if (job->outcome)
        co_return std::move(*job->outcome);
    co_return co_await outcome_when_done(std::move(job));
}

async<send_outcome> mt_road::outcome_when_done(work job)
{
    auto keep = [job](auto handler) {
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        job->resume = [kept](send_outcome outcome) { std::move (*kept)(std::move(outcome)); };
    };
    co_return co_await sleep<send_outcome>(keep);
}

esme* mt_road::best_link() const
{
    esme* best = nullptr;
    for (auto* link : links_)
        if (link->room() > (best ? best->room() : 0))
            best = link;
    return best;
}

void mt_road::pump()
{
    if (pumping_)
        return;
    pumping_ = true;
    const auto now = clock::now();
    auto allowed = queue_.empty() || !may_send_() ? 0 : throttle_.room(now);
    while (!queue_.empty()) {
        const auto job = queue_.front();
        if (job->ended || job->next == job->segments.size()) {
            queue_.pop_front();
            continue;
        }
        if (allowed == 0 || !send_one(job, now))
            break;
        --allowed;
    }
    pumping_ = false;
    if (hungry_ && tell_room_ && room() > 0) {
        hungry_ = false;
        tell_room_();
    }
}

// The next segment of the message at the front; false: no bind has room.
bool mt_road::send_one(const work& job, smpp::time_point now)
{
    if (!job->link || !job->link->takes_submits())
        job->link = best_link();
    if (!job->link || job->link->room() == 0)
        return false;
    const auto index = job->next;
    auto& one = job->segments[index];
    one.at = stage::sent;
    ++one.tries;
    ++job->open;
    while (job->next < job->segments.size() && job->segments[job->next].at != stage::waiting)
        ++job->next;
    const auto token = ++tokens_;
    in_flight_.emplace(token, std::pair(job, index));
    throttle_.sent(now);
    ++counts_.submitted;
    const bool needed_again = job->segments.size() > 1;
    auto what = needed_again ? one.what : std::move(one.what);
    job->link->submit(std::move(what), token);
    return true;
}

void mt_road::on_ended(smpp::submit_ended&& ended)
{
    const auto at = in_flight_.find(ended.token);
    if (at == in_flight_.end())
        return;
    const auto [job, index] = std::move(at->second);
    in_flight_.erase(at);
    auto& one = job->segments[index];
    --job->open;
    one.status = ended.command_status;
    if (!ended.answered) {
        one.at = stage::unknown;
        ++counts_.unknown;
    } else if (ended.command_status == smpp::status::rok) {
        one.at = stage::accepted;
        one.message_id = std::move(ended.message_id);
        ++counts_.accepted;
        throttle_.accepted();
        parking_.accepted(job->destination);
        if (account_.registered_delivery != 0)
            ids_.sent(one.message_id);
    } else {
        one.at = stage::refused;
        ++counts_.refused;
        if (ended.command_status == smpp::status::rthrottled) {
            ++counts_.throttled;
            throttle_.throttled(ended.sent_at, clock::now());
        } else if (ended.command_status == smpp::status::rmsgqful) {
            ++counts_.parked;
            parking_.park(job->destination, clock::now());
        }
    }
    settle(job);
}

void mt_road::settle(const work& job)
{
    if (job->ended || job->open > 0)
        return;
    const auto is = [&](stage what) {
        return std::ranges::any_of(job->segments, [&](const segment& one) { return one.at == what; });
    };
    const bool hopeless = is(stage::unknown) || is(stage::refused);
    if (!hopeless && job->next < job->segments.size())
        return;  // the rest still waits for room
    if (!is(stage::unknown) && is(stage::refused) && try_again(job))
        return;
    finish(job, outcome_of(*job));
}

// A throttled segment before one that was accepted: the message cannot be begun again at the gap, so the
// segment is sent again here, after the pause.
bool mt_road::try_again(const work& job)
{
    auto& all = job->segments;
    const auto gap = std::ranges::find(all, stage::refused, &segment::at);
    const bool behind_it =
        std::any_of(gap, all.end(), [](const segment& one) { return one.at == stage::accepted; });
    const bool throttled = std::ranges::all_of(all, [](const segment& one) {
        return one.at != stage::refused ||
               (one.status == smpp::status::rthrottled && one.tries < throttled_tries);
    });
    if (!behind_it || !throttled)
        return false;
    for (auto& one : all)
        if (one.at == stage::refused)
            one.at = stage::waiting;
    job->next = static_cast<std::size_t>(gap - all.begin());
    std::erase(queue_, job);
    queue_.push_front(job);
    return true;
}

send_outcome mt_road::outcome_of(const sending& job) const
{
    const auto sent = std::span(job.segments).subspan(job.first);
    if (std::ranges::any_of(sent, [](const segment& one) { return one.at == stage::unknown; }))
        return unknown_outcome{"no_answer"};
    std::vector<std::string> ids;
    for (const auto& one : sent) {
        if (one.at == stage::accepted) {
            ids.push_back(one.message_id);
            continue;
        }
        refused outcome;
        outcome.message_ids = std::move(ids);
        if (one.at == stage::waiting) {
            outcome.why.code = "not_bound";
            outcome.why.after = milliseconds(1000);
            return outcome;
        }
        outcome.why = smpp::to_failure(one.status);
        const auto now = clock::now();
        using std::chrono::ceil;
        if (outcome.why.what == advice::slow_account && throttle_.paused(now))
            outcome.why.after = ceil<milliseconds>(throttle_.paused_until() - now);
        if (one.status == smpp::status::rmsgqful) {
            outcome.why.what = advice::hold_recipient;
            outcome.why.after = parking_.wait_of(job.destination, now);
        }
        return outcome;
    }
    accepted outcome;
    outcome.message_ids = std::move(ids);
    return outcome;
}

void mt_road::finish(const work& job, send_outcome outcome)
{
    job->ended = true;
    job->outcome = std::move(outcome);
    // Resumed from the loop, all of one turn together: what they do next must not come back in here.
    to_resume_->push_back(job);
    if (to_resume_->size() > 1)
        return;
    asio::post(executor_, [list = to_resume_] {
        for (auto& one : std::exchange(*list, {}))
            if (auto resume = std::exchange(one->resume, nullptr))
                resume(std::move(*one->outcome));
    });
}

void mt_road::on_late(const smpp::late_answer& late)
{
    ++counts_.late_answers;
    log_event(log_level::warning, "smpp_late_answer",
              {{"account", account_.name}, {"status", smpp::status_name(late.command_status)}});
    if (late.command_status == smpp::status::rok && account_.registered_delivery != 0)
        ids_.sent(late.message_id);
}

void mt_road::on_closed(const esme& link)
{
    for (auto& job : queue_)
        if (job->link == &link)
            job->link = nullptr;
    if (bound())
        return;
    // Nobody is left to send what waits: back to the dispatcher, which knows what to do with time.
    for (auto& job : std::exchange(queue_, {}))
        if (!job->ended && job->open == 0)
            finish(job, outcome_of(*job));
}

}  // namespace sapa::sms
