// What the newest runs of the tests showed.
#pragma once
#include <string>
#include <vector>
#include "gateway/console/answers.hpp"
#include "gateway/lab/sandbox_coverage.hpp"

namespace sapa::console {

struct test_report
{
    std::vector<lab::chat_result> results{};
    std::vector<std::string> names{}, folders{};  // of the file of each result
    lab::coverage seen{};
    std::string hash{};  // of the bundle
    instant at{};
    std::string run{};  // the job
    std::size_t failed{};
};

struct last_result
{
    std::string state{"never"}, bundle{};  // "passed", "failed"
    json::value at{};
};

}  // namespace sapa::console
