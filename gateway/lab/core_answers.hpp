// What the lab's core says of a person: facts by the names of the contract. Pure.
#pragma once
#include "gateway/lab/people.hpp"
#include "gateway/model/core_contract.hpp"

namespace sapa::lab {

// `number` is echoed as it was asked for.
facts balance_of(const person& who, std::string_view number, date today);
facts membership_of(const person& who, std::string_view number, date today);
facts contributions_of(const person& who, std::string_view number, date today, int limit);
facts eligibility_of(const person& who, std::string_view number, date today);
facts simulation_of(const person& who, std::string_view number, date today, int retire_at);
facts claim_facts(const claim& filed);
bool may_claim(const person& who, date today);

}  // namespace sapa::lab
