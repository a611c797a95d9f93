// Answers that were promised: asked again until core answers or the deadline comes, without a stampede.
#pragma once
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/model/language.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/core_client.hpp"

namespace sapa {

struct promise_settings
{
    seconds sms_holding{6}, whatsapp_holding{20};  // age of the question at which it is promised
    seconds deadline{1800};
    milliseconds retry_first{2000}, retry_longest{30000};
    int concurrent_max{64};  // questions to core at once for promises
};

class promises
{
public:
    // Commits the turn that keeps (answer) or breaks (nullptr) a promise; `silent`: an equal one of the same
    // person has just been answered, this one is only closed.
    using closing = std::function<async<void>(promise, const core_answer* answer, bool silent)>;

    promises(core_client& core, clock_source now, task_group& tasks, metrics& seen, promise_settings settings,
             closing close);

    void add(promise made);
    std::size_t open() const { return open_; }
    // When the oldest open one was asked.
    std::optional<instant> oldest() const;
    // Asks for what is due. Called every 100 ms by run().
    void pump();
    async<void> run();

private:
    // Equal questions of one phone (operation, arguments, channel, phone) share one query and one answer.
    struct group
    {
        std::vector<promise> members{};  // the oldest first
        int failures{};
        instant next_try{};
        bool asking{};
    };
    async<void> ask(std::string key);
    async<void> close_all(std::string key, const core_answer* answer);

    core_client& core_;
    clock_source now_;
    task_group& tasks_;
    metrics::counter &kept_, &broken_;
    promise_settings settings_;
    closing close_;
    std::map<std::string, group> groups_;
    instant pumped_{};
    std::size_t open_{};
    int asking_{};
    std::minstd_rand chance_{fresh_seed()};
};

}  // namespace sapa
