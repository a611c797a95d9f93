// The lint as a whole, the knowledge base's part and the SMS proof.
#include "intents/dialogue/lint.hpp"

#include <algorithm>

#include "gateway/model/core_contract.hpp"
#include "intents/knowledge/yaml_tree.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa {
namespace {

constexpr std::string_view agency_domains[] = {"bpjsketenagakerjaan.go.id", "kemnaker.go.id"};

value_names common_values() { return {{"next_open", value_kind::date}}; }

value_names values_of(const flow& form, const core_operation* operation)
{
    auto names = common_values();
    for (const auto& state : form.states)
        if (!state.slot.empty())
            names[state.slot] = state.type == "participant_no" ? value_kind::participant_no
                                : state.type == "birth_date"   ? value_kind::date
                                                               : value_kind::word;
    if (!operation)
        return names;
    for (const auto& field : operation->fields)
        names[std::string(field.name)] = field.kind;
    for (const auto& list : operation->lists) {
        names[std::string(list.name)] = value_kind::word;
        for (const auto& field : list.fields)
            names[std::string(list.name) + "." + std::string(field.name)] = field.kind;
    }
    return names;
}

void knowledge_text(const knowledge_entry& entry, const spoken_text& text, bool sms,
                    std::vector<finding>& findings)
{
    const fault_log faults{entry.file, &findings};
    for (auto spoken : all_languages) {
        const auto& said = text.in(spoken);
        const int line = text.lines[static_cast<std::size_t>(spoken)];
        if (said.empty())
            continue;
        if (const auto link = foreign_link(said); !link.empty())
            faults.error(line, "foreign-link", "'" + link + "' is not a site of the agency",
                         "link to bpjsketenagakerjaan.go.id or kemnaker.go.id only");
        if (sms && !is_basic(said))
            faults.error(line, "not-basic", "the text is not in the basic table of SMS (without @ _ $)",
                         "use plain letters, digits and . , : ; ? ! ( ) / -");
        else if (sms && said.size() > 160)
            faults.error(line, "sms-too-long",
                         "the text has " + std::to_string(said.size()) + " characters; one SMS takes 160",
                         "shorten it");
        if (!sms && characters_of(said) > 1024)
            faults.error(line, "whatsapp-too-long", "the text has more than 1024 characters", "shorten it");
        if (said.find('{') != said.npos)
            faults.error(line, "broken-template", "an answer has no placeholders", "write the value itself");
    }
}

}  // namespace

const std::vector<std::string>& engine_replies()
{
    static const std::vector<std::string> keys = {"menu",
                                                  "help",
                                                  "help_in_form",
                                                  "greeting",
                                                  "thanks",
                                                  "abuse",
                                                  "cancelled",
                                                  "nothing_open",
                                                  "no_question",
                                                  "form_expired",
                                                  "form_ended",
                                                  "media",
                                                  "secret",
                                                  "came_late",
                                                  "phone_shared",
                                                  "loop",
                                                  "not_understood",
                                                  "not_understood_again",
                                                  "did_you_mean",
                                                  "out_of_scope",
                                                  "checks_locked",
                                                  "no_phone",
                                                  "core_late",
                                                  "core_broken",
                                                  "place_unknown",
                                                  "number_choose",
                                                  "number_wrong_length",
                                                  "number_ten",
                                                  "number_has_letter",
                                                  "number_is_phone",
                                                  "number_cut",
                                                  "number_example"};
    return keys;
}

std::string outcomes_of(const core_operation& operation)
{
    std::string all;
    for (const auto& row : operation.outcomes)
        all += std::string(row.name) + ", ";
    return all + std::string(outcome_unavailable);
}

std::string foreign_link(std::string_view text)
{
    constexpr std::string_view marks[] = {"http://", "https://", "www.",   ".com", ".id", ".net",
                                          ".org",    ".info",    "bit.ly", ".me/", ".ly/"};
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (c != ' ' && c != '\n' && c != ',' && c != ')' && c != '(') {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            continue;
        }
        while (!word.empty() && (word.back() == '.' || word.back() == '?' || word.back() == '!'))
            word.pop_back();
        const bool link = std::ranges::any_of(marks, [&](auto mark) { return word.find(mark) != word.npos; });
        auto host = word.substr(word.find("://") == word.npos ? 0 : word.find("://") + 3);
        host = host.substr(0, host.find('/'));
        host = host.substr(host.find('@') == host.npos ? 0 : host.find('@') + 1);
        const bool ours = std::ranges::any_of(agency_domains, [&](std::string_view domain) {
            return host == domain || host.ends_with("." + std::string(domain));
        });
        if (link && !ours)
            return word;
        word.clear();
    }
    return {};
}

reply_uses uses_of_replies(const bundle::parts& conf)
{
    reply_uses uses;
    for (const auto& key : engine_replies()) {
        auto names = common_values();
        if (key.starts_with("number_")) {
            names["digits"] = value_kind::number;
            names["position"] = value_kind::number;
            names["strange"] = value_kind::text;
        }
        uses.emplace(key, reply_use{names});
    }
    // What we say unasked, with the values of POST /api/notices: gateway/pipeline/notices.cpp.
    using kind = value_kind;
    uses.emplace("notice.contribution", reply_use{{{"participant_no", kind::participant_no},
                                                   {"period", kind::month},
                                                   {"amount", kind::rupiah}}});
    uses.emplace("notice.balance", reply_use{{{"participant_no", kind::participant_no},
                                              {"as_of", kind::date},
                                              {"amount", kind::rupiah}}});
    uses.emplace("notice.maintenance",
                 reply_use{{{"day", kind::date}, {"from", kind::text}, {"until", kind::text}}});
    uses.emplace("notice.maintenance_end", reply_use{});
    for (const auto& form : conf.flows)
        for (const auto& state : form.states) {
            const auto own = values_of(form, nullptr);
            for (const auto& key : {state.ask, state.example, state.give_up})
                if (!key.empty())
                    uses.emplace(key, reply_use{own});
            for (const auto& branch : state.branches)
                if (!branch.say.empty())
                    uses.emplace(branch.say, reply_use{own});
            for (const auto& [outcome, branches] : state.outcomes)
                for (const auto& branch : branches)
                    if (!branch.say.empty())
                        uses.emplace(branch.say, reply_use{values_of(form, find_operation(state.operation))});
        }
    return uses;
}

std::string widest_choices(const bundle::parts& conf, std::string_view key, const reply& one, language spoken)
{
    std::vector<choice> choices;
    const auto add = [&](const std::string& title) { choices.push_back({.title = title}); };
    if (key == "number_choose")
        for (int i = 0; i < 6; ++i)
            add("...0000");
    for (const auto& label : one.choices)
        add(conf.title(label, spoken));
    if (key == "did_you_mean")
        for (int i = 0; i < 3; ++i)
            add(std::string(20, 'M'));
    for (const auto& form : conf.flows)
        for (const auto& state : form.states)
            if (state.ask == key && one.choices.empty())
                for (const auto& option : state.options)
                    add(conf.title(option.title, spoken));
    return numbered(choices);
}

std::vector<sms_proof> prove_sms(const bundle::parts& conf)
{
    std::vector<sms_proof> proofs;
    for (const auto& [key, one] : conf.replies.replies)
        for (auto spoken : all_languages) {
            if (one.text.in(spoken).empty())
                continue;
            auto wide = longest(one.text.in(spoken), conf.replies.words, spoken,
                                widest_choices(conf, key, one, spoken));
            proofs.push_back({.key = key,
                              .spoken = spoken,
                              .characters = wide.size(),
                              .segments = basic_segments(wide.size()),
                              .budget = one.segments,
                              .basic = is_basic(wide),
                              .longest = wide,
                              .file = one.file,
                              .line = one.text.lines[static_cast<std::size_t>(spoken)]});
        }
    for (const auto& entry : conf.knowledge.entries)
        for (const auto& answer : entry.answers)
            for (auto spoken : all_languages) {
                const auto& said = answer.sms.in(spoken);
                if (!said.empty())
                    proofs.push_back({.key = "answer." + entry.intent,
                                      .spoken = spoken,
                                      .characters = std::max<std::size_t>(said.size(), said.size()),
                                      .segments = basic_segments(said.size()),
                                      .budget = 1,
                                      .basic = is_basic(said),
                                      .longest = said,
                                      .file = entry.file,
                                      .line = answer.sms.lines[static_cast<std::size_t>(spoken)]});
            }
    return proofs;
}

void lint_knowledge(const bundle::parts& conf, std::vector<finding>& findings)
{
    for (const auto& entry : conf.knowledge.entries) {
        const fault_log faults{entry.file, &findings};
        for (auto spoken : all_languages) {
            const auto& title = entry.title.in(spoken);
            const int line = entry.title.lines[static_cast<std::size_t>(spoken)];
            if (title.empty() && (spoken == language::id || spoken == language::en))
                faults.error(entry.line, "missing-language",
                             "the title has no text in " + std::string(to_string(spoken)),
                             "add `" + std::string(to_string(spoken)) + ": ...` to title");
            if (characters_of(title) > 20)
                faults.error(line, "title-too-long", "'" + title + "' has more than 20 characters",
                             "shorten it");
            if (!is_basic(title))
                faults.error(line, "not-basic", "the title is not in the basic table of SMS",
                             "use plain letters");
        }
        for (const auto& answer : entry.answers) {
            knowledge_text(entry, answer.sms, true, findings);
            knowledge_text(entry, answer.whatsapp, false, findings);
        }
        for (const auto& next : entry.next)
            if (!conf.is_label(next))
                faults.warning(entry.next_line, "unknown-label", "'" + next + "' has no title and no answer",
                               "write a label that has one, or add conf/knowledge/" + next + ".yaml");
        if (entry.next.size() > 10)
            faults.error(entry.next_line, "too-many-choices", "WhatsApp shows at most 10 rows",
                         "offer fewer");
    }
}

void lint_validity(const bundle::parts& conf, date today, std::vector<finding>& findings)
{
    const auto days_left = [&](date day) {
        return (std::chrono::sys_days(day) - std::chrono::sys_days(today)).count();
    };
    for (const auto& entry : conf.knowledge.entries) {
        const fault_log faults{entry.file, &findings};
        for (const auto& fact : entry.facts) {
            if (!fact.valid_to)
                continue;
            const auto left = days_left(*fact.valid_to);
            if (fact.valid_from && *fact.valid_from > *fact.valid_to)
                faults.error(fact.line, "wrong-date", "the fact ends before it begins",
                             "swap valid_from and valid_to");
            else if (left < 0)
                faults.error(fact.line, "expired-fact", "the fact held until " + say_date(*fact.valid_to),
                             "find out what holds now, correct the answers and the date");
            else if (left <= 30)
                faults.warning(fact.line, "fact-expires-soon",
                               "the fact holds only until " + say_date(*fact.valid_to),
                               "find out what holds afterwards");
        }
    }
}

void lint_structure(const bundle::parts& conf, const std::filesystem::path& folder,
                    std::vector<finding>& findings)
{
    lint_flows(conf, folder, findings);
    // A fault of common.yaml is found in every flow that shares it.
    const auto same = [](const finding& a, const finding& b) {
        return a.file == b.file && a.line == b.line && a.rule == b.rule && a.what == b.what;
    };
    for (auto at = findings.begin(); at != findings.end(); ++at)
        findings.erase(std::remove_if(at + 1, findings.end(), [&](const auto& one) { return same(*at, one); }),
                       findings.end());
    lint_replies(conf, folder, uses_of_replies(conf), findings);
    lint_knowledge(conf, findings);
}

}  // namespace sapa
