// Lint of the replies: languages, placeholders, limits of SMS and WhatsApp, links.
#include <algorithm>

#include "intents/dialogue/lint.hpp"
#include "intents/knowledge/yaml_tree.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa {
namespace {

constexpr std::size_t whatsapp_body_max = 1024, title_max = 20, about_max = 72;

// The kind of a placeholder that says a value of this kind.
bool says_kind(std::string_view said, value_kind kind)
{
    switch (kind) {
        case value_kind::word:
            return said == "word" || said == "text";
        case value_kind::text:
            return said == "text" || said == "word";
        case value_kind::number:
            return said == "number";
        case value_kind::rupiah:
            return said == "rupiah";
        case value_kind::date:
            return said == "date";
        case value_kind::month:
            return said == "month";
        case value_kind::participant_no:
            return said == "masked";
        case value_kind::flag:
            return said == "word";
    }
    return false;
}

class reply_lint
{
public:
    reply_lint(const bundle::parts& conf, const std::string& key, const reply& one, const reply_uses& uses,
               std::vector<finding>& findings)
        : conf_(conf), key_(key), one_(one), uses_(uses), faults_{one.file, &findings}
    {
    }

    void run()
    {
        languages();
        for (auto spoken : all_languages) {
            const auto index = static_cast<std::size_t>(spoken);
            if (!one_.text.by_language[index].empty())
                text(one_.text.by_language[index], one_.text.lines[index], true, spoken);
            if (!one_.whatsapp.by_language[index].empty())
                text(one_.whatsapp.by_language[index], one_.whatsapp.lines[index], false, spoken);
        }
        choices();
    }

private:
    void languages()
    {
        for (auto spoken : {language::id, language::en}) {
            const std::string code(to_string(spoken));
            if (one_.text.in(spoken).empty())
                faults_.error(one_.line, "missing-language", "'" + key_ + "' has no text in " + code,
                              "add `" + code + ": \"...\"`");
            if (!(one_.whatsapp.lines == std::array<int, 4>{}) && one_.whatsapp.in(spoken).empty())
                faults_.error(*std::ranges::max_element(one_.whatsapp.lines), "missing-language",
                              "'" + key_ + "' has no WhatsApp text in " + code,
                              "add `" + code + ": \"...\"` below whatsapp");
        }
        if (one_.text.in(language::jv).empty() != one_.text.in(language::su).empty())
            faults_.error(one_.line, "missing-language", "'" + key_ + "' is said in only one of jv and su",
                          "add the other, or take both away");
    }

    void text(const std::string& said, int line, bool sms, language spoken)
    {
        std::string fault;
        const auto pieces = parse_template(said, fault);
        if (!fault.empty())
            return faults_.error(line, "broken-template", fault, "write placeholders as {total:rupiah}");
        bool has_choices = false;
        for (const auto& piece : pieces) {
            if (piece.is_value && piece.value.kind == "choices")
                has_choices = true;
            else if (piece.is_value)
                value(piece.value, line);
        }
        if (const auto link = foreign_link(said); !link.empty())
            faults_.error(line, "foreign-link", "'" + link + "' is not a site of the agency",
                          "link to bpjsketenagakerjaan.go.id or kemnaker.go.id only");
        if (has_choices && !sms)
            faults_.error(line, "choices-on-whatsapp", "{choices} belongs to SMS; WhatsApp shows buttons",
                          "take it away");
        if (has_choices && sms && one_.whatsapp.empty())
            faults_.error(line, "choices-on-whatsapp",
                          "'" + key_ + "' has {choices} and no text for WhatsApp",
                          "add `whatsapp: {id: \"...\", en: \"...\"}`");
        const auto wide = longest(said, conf_.replies.words, spoken,
                                  has_choices ? widest_choices(conf_, key_, one_, spoken) : std::string{});
        if (sms)
            check_sms(wide, said, line);
        if ((!sms || one_.whatsapp.empty()) && characters_of(wide) > whatsapp_body_max)
            faults_.error(line, "whatsapp-too-long",
                          "the text can become " + std::to_string(characters_of(wide)) +
                              " characters; WhatsApp takes 1024 with choices",
                          "shorten it");
    }

    void check_sms(const std::string& wide, const std::string& said, int line)
    {
        std::string plain;
        std::string fault;
        for (const auto& piece : parse_template(said, fault))
            plain += piece.plain;
        if (!is_basic(plain)) {
            std::string strange;
            for (const char c : plain)
                if (!is_basic(std::string(1, c)) && strange.size() < 4)
                    strange += c;
            faults_.error(line, "not-basic",
                          "'" + strange + "' is not in the basic table of SMS (without @ _ $)",
                          "use plain letters, digits and . , : ; ? ! ( ) / - # % & + * ' \"");
            return;
        }
        const auto segments = basic_segments(wide.size());
        if (segments > static_cast<std::size_t>(one_.segments))
            faults_.error(line, "sms-too-long",
                          "the longest text is " + std::to_string(wide.size()) + " characters, " +
                              std::to_string(segments) + " segments; the budget is " +
                              std::to_string(one_.segments),
                          "shorten it, or set `segments: " + std::to_string(segments) + "`");
    }

    void value(const placeholder& slot, int line)
    {
        const std::string name(slot.name);
        const auto dot = name.find('.');
        for (auto [use, end] = uses_.equal_range(key_); use != end; ++use) {
            const auto found = use->second.values.find(name);
            if (found == use->second.values.end()) {
                std::vector<std::string> names;
                for (const auto& [one, kind] : use->second.values)
                    names.push_back(one);
                const auto near = nearest_word(name, names);
                return faults_.error(line, "unknown-value", "'" + key_ + "' is given no value '" + name + "'",
                                     near.empty() ? "take it away" : "write {" + near + ":...}");
            }
            const bool list = slot.kind == "list" || slot.kind == "places";
            if (!list && !says_kind(slot.kind, found->second) && dot == name.npos)
                return faults_.error(line, "wrong-kind",
                                     "'" + name + "' cannot be said as " + std::string(slot.kind),
                                     "write the kind of the value");
        }
    }

    void choices()
    {
        if (one_.choices.size() > 10)
            faults_.error(one_.choices_line, "too-many-choices", "WhatsApp shows at most 10 rows",
                          "offer fewer");
        std::set<std::string> titles;
        for (const auto& label : one_.choices) {
            if (!conf_.is_label(label))
                faults_.error(one_.choices_line, "unknown-label",
                              "'" + label + "' has no title and no answer",
                              "write a label, or add its title to conf/replies/titles.yaml");
            else if (!titles.insert(conf_.title(label, language::id)).second)
                faults_.error(one_.choices_line, "equal-titles",
                              "two choices read '" + conf_.title(label, language::id) + "'",
                              "WhatsApp refuses equal titles: change one");
        }
    }

    const bundle::parts& conf_;
    const std::string& key_;
    const reply& one_;
    const reply_uses& uses_;
    fault_log faults_;
};

void lint_title(const std::string& name, const titled& one, std::vector<finding>& findings)
{
    const fault_log faults{one.file, &findings};
    for (auto spoken : all_languages) {
        const std::string code(to_string(spoken));
        if (one.title.in(spoken).empty() && (spoken == language::id || spoken == language::en))
            faults.error(one.line, "missing-language", "the title '" + name + "' has no text in " + code,
                         "add `" + code + ": ...`");
        if (characters_of(one.title.in(spoken)) > title_max)
            faults.error(one.title.lines[static_cast<std::size_t>(spoken)], "title-too-long",
                         "'" + one.title.in(spoken) + "' has " +
                             std::to_string(characters_of(one.title.in(spoken))) +
                             " characters; WhatsApp shows 20",
                         "shorten it");
        if (characters_of(one.description.in(spoken)) > about_max)
            faults.error(one.description.lines[static_cast<std::size_t>(spoken)], "title-too-long",
                         "the description is longer than 72 characters", "shorten it");
        if (!is_basic(one.title.in(spoken)))
            faults.error(one.title.lines[static_cast<std::size_t>(spoken)], "not-basic",
                         "the title is not in the basic table of SMS (without @ _ $)", "use plain letters");
    }
}

}  // namespace

void lint_replies(const bundle::parts& conf, const std::filesystem::path& folder, const reply_uses& uses,
                  std::vector<finding>& findings)
{
    for (const auto& [key, one] : conf.replies.replies)
        reply_lint(conf, key, one, uses, findings).run();
    for (const auto& [name, one] : conf.replies.titles)
        lint_title(name, one, findings);
    for (const auto& key : engine_replies())
        if (!conf.replies.find(key))
            findings.push_back({finding::level::error, (folder / "replies").string(), 0, "missing-reply",
                                "the reply '" + key + "' is said by every flow and does not exist",
                                "add it"});
    for (const auto& [key, one] : conf.replies.replies)
        if (!uses.contains(key))
            findings.push_back({finding::level::warning, one.file, one.line, "unused-reply",
                                "nothing says '" + key + "'", "use it in a flow, or take it away"});
}

}  // namespace sapa
