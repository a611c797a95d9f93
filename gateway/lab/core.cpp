// Which outcome a question has.
#include "gateway/lab/core.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <fstream>
#include "gateway/lab/core_answers.hpp"

namespace sapa::lab {
namespace {

std::string argument(const core_question& question, std::string_view name)
{
    for (const auto& [key, value] : question.arguments)
        if (key == name)
            return value;
    return {};
}

int number_argument(const core_question& question, std::string_view name, int otherwise, int least, int most)
{
    const auto text = argument(question, name);
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp(number, least, most);
}

core_answer said(std::string outcome, int status, facts told = {})
{
    core_answer answer;
    answer.outcome = std::move(outcome);
    answer.status = status;
    answer.told = std::move(told);
    return answer;
}
core_answer not_registered() { return said("phone_not_registered", 403); }
core_answer not_found() { return said("participant_not_found", 404); }

std::string plain_town(std::string_view town)
{
    const auto first = town.find_first_not_of(' '), last = town.find_last_not_of(' ');
    std::string plain;
    for (char c : first == town.npos ? town.substr(0, 0) : town.substr(first, last - first + 1))
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (const std::string_view prefix : {"kota ", "kabupaten ", "kab. ", "kab "})
        if (plain.starts_with(prefix))
            plain.erase(0, prefix.size());
    return plain;
}

core_answer places_of(const std::vector<place>& all, std::string_view list, std::string_view town)
{
    const auto wanted = plain_town(town);
    std::vector<facts> rows;
    for (const auto& one : all)
        if (plain_town(one.town) == wanted)
            rows.emplace_back().values = {{"name", one.name}, {"address", one.address}, {"phone", one.phone}};
    facts told;
    told.lists.emplace_back(list, std::move(rows));
    return said("ok", 200, std::move(told));
}

// Queries about a person whose phone is registered and who is alive.
core_answer about(const person& who, const core_question& question, date today)
{
    const auto& op = question.operation;
    const auto number = argument(question, "participant_no");
    const bool of_jht = op == "balance" || op == "claim_eligibility" || op == "simulation";
    if (of_jht && !who.has_jht)
        return said("no_jht", 409);
    if (op == "balance")
        return said("ok", 200, balance_of(who, number, today));
    if (op == "membership")
        return said("ok", 200, membership_of(who, number, today));
    if (op == "contributions")
        return said("ok", 200,
                    contributions_of(who, number, today, number_argument(question, "limit", 3, 1, 24)));
    if (op == "claim_eligibility")
        return said(may_claim(who, today) ? "eligible" : "not_eligible", 200,
                    eligibility_of(who, number, today));
    if (op == "simulation")
        return said("ok", 200,
                    simulation_of(who, number, today, number_argument(question, "retire_at", 56, 40, 80)));
    facts told;
    auto& rows = told.lists.emplace_back("claims", std::vector<facts>{}).second;
    for (const auto& filed : who.claims)
        rows.push_back(claim_facts(filed));
    return said("ok", 200, std::move(told));
}

core_answer register_phone(people& known, const core_question& question)
{
    auto* who = known.find(argument(question, "participant_no"));
    if (who == nullptr)
        return not_found();
    const auto& d = who->born;
    const auto born = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()),
                                  static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()));
    const bool same =
        argument(question, "nik") == who->identity.digits() && argument(question, "birth_date") == born;
    if (!same || who->deceased || !question.phone)
        return said("mismatch", 409);
    facts told;
    told.values.emplace_back("participant_no", participant_no(argument(question, "participant_no")));
    if (who->wanted != proof::none && !who->is_phone_of(*question.phone)) {
        const bool code = who->wanted == proof::code;
        return said(code ? "confirm_code" : "confirm_branch", 202);
    }
    if (!who->is_phone_of(*question.phone))
        who->phones.push_back(*question.phone);
    return said("registered", 201, std::move(told));
}

core_answer unregister_phone(people& known, const core_question& question)
{
    auto* who = known.find(argument(question, "participant_no"));
    if (who == nullptr)
        return not_found();
    if (!question.phone || std::erase(who->phones, *question.phone) == 0)
        return not_registered();
    return said("unregistered", 204);
}

}  // namespace

std::vector<place> read_places(const std::filesystem::path& file)
{
    std::vector<place> places;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        place read;
        std::size_t from = 0;
        for (auto* cell : {&read.town, &read.name, &read.address, &read.phone}) {
            const auto tab = std::min(line.find('\t', from), line.size());
            *cell = line.substr(std::min(from, line.size()), tab - std::min(from, tab));
            from = tab + 1;
        }
        if (!read.name.empty())
            places.push_back(std::move(read));
    }
    return places;
}

lab_core::lab_core(people known, std::filesystem::path conf, std::uint64_t seed)
    : people_(std::move(known)),
      branches_(read_places(conf / "branches/branches.tsv")),
      clinics_(read_places(conf / "branches/clinics.tsv")),
      chance_(static_cast<unsigned>(seed))
{
}

core_answer lab_core::answer(const core_question& question, instant now)
{
    ++asked_;
    const auto percent = static_cast<int>(chance_() % 100);
    const int broken =
        faults.fail_percent + faults.busy_percent + faults.cut_percent + faults.wrong_body_percent;
    auto given = faults.down || percent < broken ? said(std::string(outcome_unavailable), 0)
                                                 : write_once(question, now);
    given.took = faults.delay;
    return given;
}

core_answer lab_core::write_once(const core_question& question, instant now)
{
    const auto* operation = find_operation(question.operation);
    if (!operation || !operation->write())
        return decide(question, now);
    // A key of another question is no repetition: a gateway with a new store counts from one again.
    auto key = question.idempotency_key + '\n' + question.operation;
    for (const auto& [name, value] : question.arguments)
        key += '\n' + name + '=' + value;
    if (const auto kept = writes_.find(key); kept != writes_.end())
        return kept->second;
    constexpr std::size_t kept_max = 100'000;
    if (writes_.size() >= kept_max)
        writes_.clear();
    return writes_[key] = decide(question, now);
}

core_answer lab_core::decide(const core_question& question, instant now)
{
    const auto& op = question.operation;
    const auto today = wib_date(now);
    if (op == "health")
        return said("ok", 200);
    if (op == "branches")
        return places_of(branches_, "branches", argument(question, "town"));
    if (op == "clinics")
        return places_of(clinics_, "clinics", argument(question, "town"));
    if (op == "register_phone")
        return register_phone(people_, question);
    if (op == "unregister_phone")
        return unregister_phone(people_, question);
    if (op == "registered_numbers") {
        facts told;
        auto& rows = told.lists.emplace_back("numbers", std::vector<facts>{}).second;
        for (const auto* who :
             question.phone ? people_.of_phone(*question.phone) : std::vector<const person*>{})
            rows.emplace_back().values.emplace_back("participant_no", who->number);
        return said("ok", 200, std::move(told));
    }
    if (op == "complaint" || op == "accident" || op == "callback") {
        facts told;
        const auto prefix = op == "complaint" ? "ADU" : op == "accident" ? "LAP" : "TLP";
        told.values.emplace_back("ticket", fmt::format("{}-{:06}", prefix, ++tickets_));
        told.values.emplace_back("expected_on", date{std::chrono::sys_days{today} + std::chrono::days(7)});
        return said("filed", 201, std::move(told));
    }
    if (op == "claim") {
        const auto claim_no = argument(question, "claim_no");
        auto* owner = people_.find_claim(claim_no);
        if (owner == nullptr)
            return said("claim_not_found", 404);
        if (!question.phone || !owner->is_phone_of(*question.phone))
            return not_registered();
        for (const auto& filed : owner->claims)
            if (same_claim(filed.claim_no, claim_no))
                return said("ok", 200, claim_facts(filed));
        return said("claim_not_found", 404);
    }
    auto* who = people_.find(argument(question, "participant_no"));
    if (who == nullptr)
        return not_found();
    if (!question.phone || !who->is_phone_of(*question.phone))
        return not_registered();
    return who->deceased ? said("deceased", 410) : about(*who, question, today);
}

}  // namespace sapa::lab
