// Long work that a page asks after: its progress, its result, and that it should stop.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include "gateway/console/answers.hpp"
#include "gateway/model/time.hpp"

namespace sapa::console {

struct job
{
    std::string id{}, kind{}, owner{};
    std::string state{"running"};  // running, done, cancelled, failed
    std::size_t done{}, total{};
    std::string now{};  // what is being done
    json::array failures{};
    instant started_at{};
    std::optional<instant> ended_at{};
    json::value result{};
    std::string error{};
    bool cancel{};  // asked for: whoever works on it looks
};

json::object shown(const job& one, bool with_result);

class job_list
{
public:
    // nullptr: too many are running.
    std::shared_ptr<job> begin(std::string kind, std::string owner, instant now);
    std::shared_ptr<job> find(std::string_view id) const;
    const std::deque<std::shared_ptr<job>>& all() const { return all_; }

private:
    std::deque<std::shared_ptr<job>> all_{};  // newest first
    int last_{};
};

}  // namespace sapa::console
