// When to ask again.
#include "gateway/core/patient_core.hpp"

#include <algorithm>
#include "gateway/async/machine.hpp"
#include "gateway/async/within.hpp"

namespace sapa {
namespace {

using clock = steady_clock;

bool is_failure(const core_answer& answer) { return answer.outcome == outcome_unavailable; }

// 429 and other refusals ask for rest, not for more.
bool may_help(const core_answer& answer) { return answer.status < 400 || answer.status >= 500; }

}  // namespace

patient_core::patient_core(core_client& inner, patience limits, metrics& counters)
    : inner_(inner),
      limits_(limits),
      breaker_(limits.breaker_limits),
      purse_(limits.purse_max),
      chance_(fresh_seed()),
      retries_(counters.count("sapa_core_retries_total", "Questions asked again.")),
      held_back_(
          counters.count("sapa_core_held_back_total", "Questions not sent while the breaker was open.")),
      open_(counters.measure("sapa_core_breaker_open", "1 while core is left alone."))
{
}

async<core_answer> patient_core::ask(core_question question)
{
    const auto begun = clock::now();
    const auto* operation = find_operation(question.operation);
    const bool read = operation && !operation->write();
    core_answer answer;
    answer.outcome = outcome_unavailable;
    auto now = begun;
    for (int tries = 1;; ++tries, now = clock::now()) {
        if (!breaker_.allows(now)) {
            held_back_.add();
            break;
        }
        answer = co_await inner_.ask(question);
        now = clock::now();
        if (is_failure(answer))
            breaker_.failed(now);
        else
            breaker_.succeeded(now);
        open_.set(breaker_.open() ? 1 : 0);
        if (!is_failure(answer)) {
            purse_ = std::min(purse_ + limits_.paid_by_an_answer, limits_.purse_max);
            break;
        }
        const auto pause = limits_.pause.wait(tries, std::uniform_real_distribution<double>()(chance_));
        const bool in_time = now + pause - begun < limits_.budget / 2;
        if (!read || tries >= limits_.tries_max || !may_help(answer) || !in_time || purse_ < 1)
            break;
        purse_ -= 1;
        retries_.add();
        co_await pause_for(pause);
    }
    answer.took = std::chrono::duration_cast<milliseconds>(now - begun);
    co_return answer;
}

}  // namespace sapa
