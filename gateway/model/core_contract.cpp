#include "gateway/model/core_contract.hpp"

#include <algorithm>

namespace sapa {
namespace {

using k = value_kind;

// -- outcomes that many operations share --
constexpr core_outcome of_participant[] = {
    {"ok", 200, ""},
    {"phone_not_registered", 403, "phone_not_registered"},
    {"participant_not_found", 404, "participant_not_found"},
    {"deceased", 410, "deceased"},
};
constexpr core_outcome of_jht[] = {
    {"ok", 200, ""},
    {"phone_not_registered", 403, "phone_not_registered"},
    {"participant_not_found", 404, "participant_not_found"},
    {"no_jht", 409, "no_jht"},
    {"deceased", 410, "deceased"},
};
constexpr core_outcome found[] = {{"ok", 200, ""}};
constexpr core_outcome filed[] = {{"filed", 201, ""}, {"refused", 422, ""}};

// -- phone registrations --
constexpr core_field number_of_phone[] = {{"participant_no", "/participant_no", k::participant_no, true}};
constexpr core_list numbers_of_phone[] = {{"numbers", "/numbers", number_of_phone}};
constexpr std::string_view registration_body[] = {"participant_no", "nik", "birth_date", "name", "email"};
constexpr core_field registration_fields[] = {{"participant_no", "/participant_no", k::participant_no},
                                              {"confirm", "/confirm", k::word}};
constexpr core_outcome registration_outcomes[] = {
    {"registered", 201, ""},
    {"confirm_code", 202, "code"},
    {"confirm_branch", 202, "branch"},
    {"mismatch", 409, "mismatch"},
    {"participant_not_found", 404, "participant_not_found"},
};
constexpr core_outcome unregistration_outcomes[] = {
    {"unregistered", 204, ""},
    {"phone_not_registered", 403, "phone_not_registered"},
    {"participant_not_found", 404, "participant_not_found"},
};

// -- participants --
constexpr core_field balance_fields[] = {
    {"participant_no", "/participant_no", k::participant_no},
    {"name", "/name", k::text},
    {"total", "/balance/total", k::rupiah, true},
    {"contributions", "/balance/contributions", k::rupiah},
    {"yield", "/balance/yield", k::rupiah},
    {"as_of", "/as_of", k::date, true},
    {"last_period", "/last_contribution/period", k::month},
    {"last_paid_on", "/last_contribution/paid_on", k::date},
};
constexpr core_field programme_fields[] = {{"programme", "/code", k::word}};
constexpr core_list programmes[] = {{"programmes", "/programmes", programme_fields}};
constexpr core_field membership_fields[] = {
    {"participant_no", "/participant_no", k::participant_no},
    {"status", "/status", k::word, true},  // active | inactive
    {"category", "/category", k::word},    // pu | bpu | pmi
    {"employer", "/employer", k::text},    // absent for bpu
    {"reported_wage", "/reported_wage", k::rupiah},
    {"last_period", "/last_contribution/period", k::month},
    {"inactive_since", "/inactive_since", k::date},
};
constexpr std::string_view limit_query[] = {"limit"};
constexpr core_field contributions_fields[] = {
    {"participant_no", "/participant_no", k::participant_no},
    {"last_period", "/last/period", k::month},
    {"last_amount", "/last/amount", k::rupiah},
    {"last_paid_on", "/last/paid_on", k::date},
    {"due_amount", "/due/amount", k::rupiah},  // absent where nothing is due
    {"due_until", "/due/until", k::date},
    {"payment_code", "/due/payment_code", k::text},
    {"months_due", "/due/months", k::number},
};
constexpr core_field paid_fields[] = {
    {"period", "/period", k::month}, {"amount", "/amount", k::rupiah}, {"paid_on", "/paid_on", k::date}};
constexpr core_list paid[] = {{"paid", "/paid", paid_fields}};
constexpr core_field eligibility_fields[] = {
    {"participant_no", "/participant_no", k::participant_no},
    {"eligible", "/eligible", k::flag, true},
    {"claim_channel", "/channel", k::word},  // jmo | lapak_asik | branch
    {"earliest_date", "/earliest_date", k::date},
    {"total", "/balance_total", k::rupiah},
};
constexpr core_field reason_fields[] = {{"reason", "/code", k::word}};
constexpr core_list reasons[] = {{"reasons", "/reasons", reason_fields}};
constexpr core_outcome eligibility_outcomes[] = {
    {"eligible", 200, "true"},
    {"not_eligible", 200, "false"},
    {"phone_not_registered", 403, "phone_not_registered"},
    {"participant_not_found", 404, "participant_not_found"},
    {"no_jht", 409, "no_jht"},
    {"deceased", 410, "deceased"},
};
constexpr core_field claim_fields[] = {
    {"claim_no", "/claim_no", k::text, true},
    {"programme", "/programme", k::word, true},  // jht | jkk | jkm | jp | jkp
    {"status", "/status", k::word, true},  // received | verifying | incomplete | approved | paid | rejected
    {"filed_on", "/filed_on", k::date},
    {"updated_on", "/updated_on", k::date},
    {"amount", "/amount", k::rupiah},
    {"reason", "/reason", k::word},  // of incomplete and rejected
    {"expected_on", "/expected_on", k::date},
};
constexpr core_list claims[] = {{"claims", "/claims", claim_fields}};
constexpr core_outcome claim_outcomes[] = {
    {"ok", 200, ""},
    {"phone_not_registered", 403, "phone_not_registered"},
    {"claim_not_found", 404, "claim_not_found"},
};
constexpr std::string_view simulation_query[] = {"retire_at"};
constexpr core_field simulation_fields[] = {
    {"participant_no", "/participant_no", k::participant_no},
    {"retire_at", "/retire_at", k::number},
    {"jht_total", "/jht_total", k::rupiah, true},
    {"jp_monthly", "/jp_monthly", k::rupiah},  // absent where there is no monthly pension
    {"jp_lump_sum", "/jp_lump_sum", k::rupiah},
    {"assumed_yield", "/assumed_yield_percent", k::text},
};

// -- places --
constexpr std::string_view town_query[] = {"town"};
constexpr core_field place_fields[] = {
    {"name", "/name", k::text, true}, {"address", "/address", k::text}, {"phone", "/phone", k::text}};
constexpr core_list branches[] = {{"branches", "/branches", place_fields}};
constexpr core_list clinics[] = {{"clinics", "/clinics", place_fields}};

// -- tickets --
constexpr std::string_view complaint_body[] = {"participant_no", "category", "text", "employer", "anonymous"};
constexpr std::string_view accident_body[] = {"participant_no", "victim", "happened_on", "town", "text"};
constexpr std::string_view callback_body[] = {"participant_no", "topic", "text"};
constexpr core_field ticket_fields[] = {{"ticket", "/ticket", k::text, true},
                                        {"expected_on", "/expected_on", k::date}};

constexpr core_operation operations[] = {
    {"registered_numbers", "GET", "/v1/phone-registrations", {}, {}, {}, numbers_of_phone, found},
    {"register_phone",
     "POST",
     "/v1/phone-registrations",
     {},
     registration_body,
     registration_fields,
     {},
     registration_outcomes,
     "/confirm"},
    {"unregister_phone",
     "DELETE",
     "/v1/phone-registrations/{participant_no}",
     {},
     {},
     {},
     {},
     unregistration_outcomes},
    {"balance", "GET", "/v1/participants/{participant_no}/balance", {}, {}, balance_fields, {}, of_jht},
    {"membership",
     "GET",
     "/v1/participants/{participant_no}/membership",
     {},
     {},
     membership_fields,
     programmes,
     of_participant},
    {"contributions",
     "GET",
     "/v1/participants/{participant_no}/contributions",
     limit_query,
     {},
     contributions_fields,
     paid,
     of_participant},
    {"claim_eligibility",
     "GET",
     "/v1/participants/{participant_no}/claim-eligibility",
     {},
     {},
     eligibility_fields,
     reasons,
     eligibility_outcomes,
     "/eligible"},
    {"claims", "GET", "/v1/participants/{participant_no}/claims", {}, {}, {}, claims, of_participant},
    {"claim", "GET", "/v1/claims/{claim_no}", {}, {}, claim_fields, {}, claim_outcomes},
    {"simulation",
     "GET",
     "/v1/participants/{participant_no}/simulation",
     simulation_query,
     {},
     simulation_fields,
     {},
     of_jht},
    {"branches", "GET", "/v1/branches", town_query, {}, {}, branches, found},
    {"clinics", "GET", "/v1/clinics", town_query, {}, {}, clinics, found},
    {"complaint", "POST", "/v1/complaints", {}, complaint_body, ticket_fields, {}, filed},
    {"accident", "POST", "/v1/accidents", {}, accident_body, ticket_fields, {}, filed},
    {"callback", "POST", "/v1/callbacks", {}, callback_body, ticket_fields, {}, filed},
    {"health", "GET", "/v1/health", {}, {}, {}, {}, found},
};

}  // namespace

std::span<const core_operation> core_operations() { return operations; }

const core_operation* find_operation(std::string_view name)
{
    const auto at = std::ranges::find(operations, name, &core_operation::name);
    return at == std::end(operations) ? nullptr : &*at;
}

}  // namespace sapa
