// Keeps jobs.
#include "gateway/console/jobs.hpp"

#include <algorithm>
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t kept_max = 20, running_max = 8;

}  // namespace

json::object shown(const job& one, bool with_result)
{
    json::object to{
        {"id", one.id},
        {"kind", one.kind},
        {"state", one.state},
        {"progress",
         json::object{
             {"done", one.done}, {"total", one.total}, {"now", one.now}, {"failures", one.failures}}},
        {"started_at", iso_time(one.started_at)},
        {"ended_at", one.ended_at ? json::value(iso_time(*one.ended_at)) : json::value()},
        {"error", one.error.empty() ? json::value() : json::value(one.error)}};
    if (with_result)
        to["result"] = one.result;
    return to;
}

std::shared_ptr<job> job_list::begin(std::string kind, std::string owner, instant now)
{
    if (std::ranges::count(all_, "running", [](const auto& one) { return one->state; }) >=
        static_cast<std::ptrdiff_t>(running_max))
        return nullptr;
    auto made = std::make_shared<job>();
    made->id = "j" + std::to_string(++last_);
    made->kind = std::move(kind);
    made->owner = std::move(owner);
    made->started_at = now;
    all_.push_front(made);
    while (all_.size() > kept_max && all_.back()->state != "running")
        all_.pop_back();
    return made;
}

std::shared_ptr<job> job_list::find(std::string_view id) const
{
    const auto at = std::ranges::find_if(all_, [&](const auto& one) { return one->id == id; });
    return at == all_.end() ? nullptr : *at;
}

}  // namespace sapa::console
