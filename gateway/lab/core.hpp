// The lab's core service: answers of the contract about invented people, and faults at will.
#pragma once
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/http/server.hpp"
#include "gateway/lab/people.hpp"
#include "gateway/model/core_contract.hpp"

namespace sapa::lab {

// How core misbehaves. Percentages are of requests, drawn from the seed.
struct core_faults
{
    milliseconds delay{0};
    bool down{};               // nothing is answered: the connection closes
    int fail_percent{};        // 500
    int busy_percent{};        // 429
    int cut_percent{};         // half of the answer, then the connection closes
    int wrong_body_percent{};  // 200 with a body that is none
    bool operator==(const core_faults&) const = default;
};

// Branches or clinics by town.
struct place
{
    std::string town{}, name{}, address{}, phone{};
};
// conf/branches/*.tsv; a missing file is an empty list.
std::vector<place> read_places(const std::filesystem::path& file);

class lab_core
{
public:
    // `conf`: where branches/branches.tsv and branches/clinics.tsv are.
    lab_core(people known, std::filesystem::path conf, std::uint64_t seed = 1);

    // In the process: what core answers now, with faults; `took` is the delay that is set.
    core_answer answer(const core_question& question, instant now);
    // The same over HTTP, with the contract's headers checked; GET and PUT /lab/faults set the faults.
    void add_routes(http_router& router, clock_source now);

    core_faults faults{};
    const people& known() const { return people_; }
    std::size_t asked() const { return asked_; }

private:
    core_answer decide(const core_question& question, instant now);
    core_answer write_once(const core_question& question, instant now);
    async<http_response> serve(const core_operation& operation, http_request request, instant now);

    people people_;
    std::vector<place> branches_, clinics_;
    std::minstd_rand chance_;
    std::map<std::string, core_answer> writes_{};  // by idempotency key and content
    std::size_t asked_{}, tickets_{};
};

}  // namespace sapa::lab
