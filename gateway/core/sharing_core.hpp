// Equal questions (operation, arguments, channel and phone) that are asked at the same time share one query.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/core_client.hpp"

namespace sapa {

class sharing_core : public core_client
{
public:
    sharing_core(core_client& inner, metrics& counters);

    // Writes are never shared.
    async<core_answer> ask(core_question question) override;

private:
    struct flight;
    async<core_answer> lead(std::string key, core_question question);

    core_client& inner_;
    metrics::counter& shared_;
    std::unordered_map<std::string, std::shared_ptr<flight>> flights_{};
};

}  // namespace sapa
