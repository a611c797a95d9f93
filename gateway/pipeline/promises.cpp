#include "gateway/pipeline/promises.hpp"

#include <algorithm>
#include "gateway/async/backoff.hpp"
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa {
namespace {

std::string key_of(const promise& made)
{
    std::string key = made.question.operation;
    for (const auto& [name, value] : made.question.arguments)
        key += '\n' + name + '=' + value;
    key += '\n' + std::string(to_string(made.via)) + ' ' + made.recipient;
    // A write is its own: two complaints of equal words are two complaints.
    return made.question.idempotency_key.empty() ? key : key + '\n' + made.question.idempotency_key;
}

metrics::counter& closed_counter(metrics& seen, std::string_view how)
{
    return seen.count("sapa_promises_total", "promises closed", label("how", how));
}

}  // namespace

promises::promises(core_client& core, clock_source now, task_group& tasks, metrics& seen,
                   promise_settings settings, closing close)
    : core_(core),
      now_(std::move(now)),
      tasks_(tasks),
      kept_(closed_counter(seen, "kept")),
      broken_(closed_counter(seen, "broken")),
      settings_(settings),
      close_(std::move(close))
{
}

void promises::add(promise made)
{
    auto& equal = groups_[key_of(made)];
    if (equal.members.empty())
        equal.next_try = now_() + settings_.retry_first;
    equal.members.push_back(std::move(made));
    ++open_;
}

std::optional<instant> promises::oldest() const
{
    std::optional<instant> oldest;
    for (const auto& [key, equal] : groups_)
        for (const auto& made : equal.members)
            oldest = oldest ? std::min(*oldest, made.asked_at) : made.asked_at;
    return oldest;
}

void promises::pump()
{
    const auto now = now_();
    if (const auto before = std::exchange(pumped_, now); now < before)
        for (auto& [key, equal] : groups_)
            equal.next_try -= before - now;  // the wall clock went back: the next try does not wait for it
    std::vector<std::string> over, due;      // a task begins at once and takes its group out of the map
    for (auto& [key, equal] : groups_) {
        if (equal.asking)
            continue;
        // Not always the first one's: the wall clock may have been set back since.
        if (now >= std::ranges::min_element(equal.members, {}, &promise::deadline)->deadline) {
            equal.asking = true;
            over.push_back(key);
        } else if (now >= equal.next_try && asking_ < settings_.concurrent_max) {
            equal.asking = true;
            ++asking_;
            due.push_back(key);
        }
    }
    for (auto& key : over)
        tasks_.spawn("promise_broken", close_all(std::move(key), nullptr));
    for (auto& key : due)
        tasks_.spawn("promise", ask(std::move(key)));
}

async<void> promises::run()
{
    for (;;) {
        pump();
        co_await pause_for(milliseconds(100));
    }
}

async<void> promises::ask(std::string key)
{
    auto answer = co_await core_.ask(groups_.at(key).members.front().question);
    --asking_;
    auto& equal = groups_.at(key);
    if (answer.outcome != outcome_unavailable) {
        co_await close_all(std::move(key), &answer);
        co_return;
    }
    const backoff growing{.first = settings_.retry_first, .most = settings_.retry_longest};
    equal.next_try = now_() + growing.wait(++equal.failures, static_cast<double>(chance_() % 1000) / 1000.0);
    equal.asking = false;
}

async<void> promises::close_all(std::string key, const core_answer* answer)
{
    auto members = std::move(groups_.at(key).members);
    groups_.erase(key);
    std::size_t closed = 0;
    for (auto& made : members) {
        --open_;
        try {
            co_await close_(made, answer, closed > 0);
            ++closed;
        } catch (const store_full& trouble) {
            // Still a promise in the store: asked again.
            log_event(log_level::error, "promise_not_closed",
                      {{"promise", made.id}, {"why", trouble.what()}});
            add(std::move(made));
        } catch (const store_refused& gone) {
            // Another node has it.
            log_event(log_level::error, "promise_not_closed", {{"promise", made.id}, {"why", gone.what()}});
        }
    }
    (answer ? kept_ : broken_).add(closed);
}

}  // namespace sapa
