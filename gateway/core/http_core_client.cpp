// The request's credentials and trace, its time, and what is counted.
#include "gateway/core/http_core_client.hpp"

#include <algorithm>
#include <chrono>
#include "gateway/async/machine.hpp"
#include "gateway/model/hex.hpp"
#include "gateway/observe/log.hpp"

namespace sapa {
namespace {

using boost::system::error_code;

std::string_view reason_of(error_code ec)
{
    if (ec == asio::error::timed_out)
        return "timeout";
    if (ec == asio::error::connection_refused || ec == asio::error::host_not_found ||
        ec == asio::error::network_unreachable || ec == asio::error::host_unreachable)
        return "no_connection";
    if (ec == asio::error::try_again)
        return "queue_full";
    return "broken_answer";
}

}  // namespace

http_core_client::http_core_client(http_client& http, token_source token, metrics& counters)
    : http_(http), token_(std::move(token)), counters_(counters), chance_(fresh_seed())
{
    for (const auto& operation : core_operations()) {
        meters made;
        const auto labels = label("operation", operation.name) + ",";
        const auto counter = [&](std::string_view outcome) {
            made.outcomes.push_back(&counters_.count("sapa_core_answers_total", "Answers of core by outcome.",
                                                     labels + label("outcome", outcome)));
        };
        for (const auto& outcome : operation.outcomes)
            counter(outcome.name);
        counter(outcome_unavailable);
        made.seconds = &counters_.time("sapa_core_seconds", "Time of a question to core.",
                                       label("operation", operation.name));
        meters_.push_back(std::move(made));
    }
}

async<core_answer> http_core_client::ask(core_question question)
{
    const auto begun = steady_clock::now();
    core_answer answer;
    answer.outcome = outcome_unavailable;
    const auto* operation = find_operation(question.operation);
    auto request = operation ? write_question(*operation, question) : std::nullopt;
    if (!request || (operation->write() && question.idempotency_key.empty())) {
        count_trouble("bad_question");
        log_event(log_level::error, "core_question_incomplete", {{"operation", question.operation}});
        co_return answer;
    }
    request->fields.emplace_back("Authorization", "Bearer " + token_());
    add_trace(*request, question);
    // A write carries its key, so that sending it again over a fresh connection does nothing twice.
    const auto got = co_await http_.send(std::move(*request), true);
    if (got) {
        auto read = read_answer(*operation, question, *got);
        answer = std::move(read.answer);
        if (read.trouble != core_trouble::none)
            count_trouble(to_string(read.trouble));
    } else {
        count_trouble(reason_of(got.error()));
    }
    const auto took = steady_clock::now() - begun;
    answer.took = std::chrono::duration_cast<milliseconds>(took);
    const auto& meter = meters_[static_cast<std::size_t>(operation - core_operations().data())];
    meter.seconds->observe(std::chrono::duration<double>(took).count());
    count(*operation, answer);
    if (current_log_level() == log_level::debug)
        log_event(log_level::debug, "core_answered",
                  {{"operation", operation->name},
                   {"outcome", answer.outcome},
                   {"status", answer.status},
                   {"ms", answer.took.count()},
                   {"trace", question.trace}});
    co_return answer;
}

void http_core_client::count(const core_operation& operation, const core_answer& answer)
{
    const auto at =
        std::ranges::find(operation.outcomes, std::string_view(answer.outcome), &core_outcome::name);
    const auto& meter = meters_[static_cast<std::size_t>(&operation - core_operations().data())];
    meter.outcomes[static_cast<std::size_t>(at - operation.outcomes.begin())]->add();
}

void http_core_client::count_trouble(std::string_view reason)
{
    counters_
        .count("sapa_core_trouble_total", "Questions without an answer, by reason.", label("reason", reason))
        .add();
}

// https://www.w3.org/TR/trace-context/
void http_core_client::add_trace(http_request& request, const core_question& question)
{
    const auto trace = question.trace.empty() ? hex16(chance_()) + hex16(chance_() | 1) : question.trace;
    request.fields.emplace_back("X-Request-Id", question.request_id.empty() ? trace : question.request_id);
    request.fields.emplace_back("traceparent", "00-" + trace + "-" + hex16(chance_() | 1) + "-01");
}

}  // namespace sapa
