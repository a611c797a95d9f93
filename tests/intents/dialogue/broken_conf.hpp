// Configurations with one fault each: the shipped one with one edit.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "intents/dialogue/lint.hpp"

namespace sapa::broken_conf {

namespace fs = std::filesystem;

// One edit of one file: `from` becomes `to`; the finding stands in the line of `at` (or of `from`).
struct broken_case
{
    const char* name;
    const char* file;
    const char* from;
    const char* to;
    const char* rule;
    const char* at;
};

// clang-format off
inline const broken_case broken[] = {
    {"UnknownKeyInFlow",      "flows/balance.yaml", "    tries: 3", "    trys: 3", "unknown-key", "trys"},
    {"UnknownKeyOfFile",      "flows/balance.yaml", "flow: balance", "flow: balance\nabout_it: x", "unknown-key", "about_it"},
    {"UnknownType",           "flows/branch.yaml", "need: town", "need: town\n    type: city", "unknown-type", "type: city"},
    {"UnknownState",          "flows/balance.yaml", "then: query", "then: qery", "unknown-state", "then: qery"},
    {"UnreachableState",      "flows/agent.yaml", "  file:\n    call", "  lonely:\n    decide:\n      - {say: menu}\n  file:\n    call", "unreachable-state", "lonely"},
    {"DeadEndInDecide",       "flows/agent.yaml", "      - {say: agent_no}", "", "dead-end", "topic: general"},
    {"DeadEndInOutcome",      "flows/balance.yaml", "        - {say: balance_unpaid, accept: participant_no}", "", "dead-end", "say: balance,"},
    {"DetectWithoutOther",    "flows/my_data.yaml", "    otherwise: show\n", "", "dead-end", "wish:"},
    {"UnknownReply",          "flows/balance.yaml", "ask: number_ask", "ask: number_aks", "unknown-reply", "ask: number_aks"},
    {"UnknownReplyInBranch",  "flows/balance.yaml", "say: balance_unpaid", "say: balance_unpayd", "unknown-reply", "balance_unpayd"},
    {"UnknownReplyGiveUp",    "flows/branch.yaml", "give_up: branch_give_up", "give_up: branch_gives_up", "unknown-reply", "branch_gives_up"},
    {"UnknownReplyExample",   "flows/branch.yaml", "example: branch_town_example", "example: branch_town_exampel", "unknown-reply", "exampel"},
    {"UnknownOperation",      "flows/balance.yaml", "call: balance", "call: balanse", "unknown-operation", "call: balanse"},
    {"UnknownOutcome",        "flows/balance.yaml", "      ok:\n", "      no_money: {say: menu}\n      ok:\n", "unknown-outcome", "no_money"},
    {"UnhandledOutcome",      "flows/branch.yaml", "      ok:\n        - {when: {branches: present}, say: branch_found}\n        - {say: branch_none}\n", "", "unhandled-outcome", "outcomes:"},
    {"UnhandledRegistration", "flows/phone_registration.yaml", "      confirm_code: {say: registration_code}\n", "", "unhandled-outcome", "outcomes:"},
    {"UnhandledUnavailable",  "flows/common.yaml", "  unavailable: {say: core_late, promise: \"yes\"}\n", "", "unhandled-outcome", ""},
    {"UnknownReplyShared",    "flows/common.yaml", "  deceased: {say: deceased}", "  deceased: {say: deceasd}", "unknown-reply", "deceasd"},
    {"DeadEndShared",         "flows/common.yaml", "    - {say: refused}\n  participant_not_found:", "  participant_not_found:", "dead-end", "say: example_number}\n  participant_not"},
    {"UnknownArgument",       "flows/balance.yaml", "with: {participant_no: participant_no}", "with: {participant_no: participant_no, nik: participant_no}", "unknown-argument", "with:"},
    {"MissingArgument",       "flows/balance.yaml", "    with: {participant_no: participant_no}\n", "", "missing-argument", "query:"},
    {"UnknownSlot",           "flows/balance.yaml", "say: balance_unpaid, accept: participant_no", "say: balance_unpaid, accept: participant", "unknown-slot", "balance_unpaid"},
    {"UnknownCondition",      "flows/balance.yaml", "when: {last_period: present}", "when: {last_perod: present}", "unknown-name", "last_perod"},
    {"ShadowedBranch",        "flows/agent.yaml", "      - {when: {callback: \"yes\"}, set: {topic: general}, then: file}", "      - {say: agent_no}\n      - {when: {callback: \"yes\"}, set: {topic: general}, then: file}", "shadowed-branch", "when: {callback"},
    {"SilentEnd",             "flows/agent.yaml", "      - {say: agent_no}", "      - {then: end}", "silent-end", "then: end"},
    {"EndlessLoop",           "flows/my_data.yaml", "      - {say: my_data}", "      - {then: wish}", "endless-loop", "wish:"},
    {"UnknownIntent",         "flows/agent.yaml", "flow: agent", "flow: agents", "unknown-intent", "flow: agents"},
    {"WrongTries",            "flows/balance.yaml", "tries: 3", "tries: many", "wrong-number", "tries: many"},
    {"DuplicateState",        "flows/balance.yaml", "  query:\n    call", "  number:\n    call", "duplicate-key", "number:\n    call"},
    {"UnknownFallback",       "flows/balance.yaml", "fallback: sms", "fallback: fax", "wrong-value", "fallback: fax"},
    {"NoYaml",                "flows/branch.yaml", "states:", "states: [", "no-yaml", ""},
    {"WordChoosesTwo",        "flows/notifications.yaml", "words: [\"off\", mati", "words: [\"on\", mati", "shadowed-pattern", "words: [\"on\", mati"},
    {"UnknownTitleOfOption",  "flows/notifications.yaml", "title: switch_off", "title: switch_of", "unknown-title", "title: switch_of,"},
    {"MissingEnglish",        "replies/talk.yaml", "    en: \"You are welcome. Anything else? Reply MENU\"\n", "", "missing-language", "id: \"Sama-sama"},
    {"MissingIndonesian",     "replies/talk.yaml", "    id: \"Sama-sama. Senang bisa membantu. Layanan lain? Balas MENU\"\n", "", "missing-language", "en: \"You are welcome"},
    {"OnlyJavanese",          "replies/talk.yaml", "    su: \"Sami-sami. Layanan sanes? Bales MENU\"\n", "", "missing-language", "id: \"Sama-sama"},
    {"MissingWhatsappEnglish", "replies/talk.yaml", "      en: \"Hello, this is BPJS Ketenagakerjaan. Write your question, or choose below.\"\n", "", "missing-language", "id: \"Halo, ini layanan BPJS Ketenagakerjaan. Silakan"},
    {"UnknownLanguage",       "replies/talk.yaml", "    jv: \"Sami-sami", "    jw: \"Sami-sami", "unknown-key", "jw: \"Sami"},
    {"TooLongForSms",         "replies/talk.yaml", "id: \"Sama-sama. Senang bisa membantu.", "id: \"Sama-sama. Senang bisa membantu. Kami selalu siap membantu Anda kapan saja, pagi siang sore dan malam, hari kerja maupun hari libur, lewat SMS atau WhatsApp.", "sms-too-long", "Senang bisa"},
    {"NotBasic",              "replies/talk.yaml", "id: \"Sama-sama. Senang", "id: \"Sama-sama @ Senang", "not-basic", "Sama-sama @"},
    {"Underscore",            "replies/talk.yaml", "id: \"Sama-sama. Senang", "id: \"Sama_sama. Senang", "not-basic", "Sama_sama"},
    {"UnknownValue",          "replies/services.yaml", "{total:rupiah} (iuran", "{totl:rupiah} (iuran", "unknown-value", "{totl"},
    {"WrongKind",             "replies/services.yaml", "{total:rupiah} (iuran", "{total:date} (iuran", "wrong-kind", "{total:date}"},
    {"UnknownKind",           "replies/services.yaml", "{total:rupiah} (iuran", "{total:rupia} (iuran", "broken-template", "{total:rupia}"},
    {"OpenBrace",             "replies/services.yaml", "{total:rupiah} (iuran", "{total:rupiah (iuran", "broken-template", "{total:rupiah ("},
    {"ForeignLink",           "replies/forms.yaml", "bpjsketenagakerjaan.go.id/kontak.html atau telepon 175 (24 jam).\"\n    en: \"We did", "bit.ly/kontak atau telepon 175 (24 jam).\"\n    en: \"We did", "foreign-link", "bit.ly"},
    {"LookAlikeLink",         "replies/forms.yaml", "bpjsketenagakerjaan.go.id/kontak.html atau telepon 175 (24 jam).\"\n    en: \"We did", "bpjsketenagakerjaan.go.id.co.id atau telepon 175.\"\n    en: \"We did", "foreign-link", "go.id.co.id"},
    {"UnknownChoice",         "replies/services.yaml", "choices: [claim_check, contributions, menu]", "choices: [claim_chek, contributions, menu]", "unknown-label", "claim_chek"},
    {"EqualTitles",           "replies/services.yaml", "choices: [claim_check, contributions, menu]", "choices: [claim_check, claim_check, menu]", "equal-titles", "claim_check, claim_check"},
    {"TooManyChoices",        "replies/services.yaml", "choices: [claim_check, contributions, menu]", "choices: [claim_check, contributions, menu, balance, membership, simulation, branch, clinic, agent, complaint, language]", "too-many-choices", "language]"},
    {"TitleTooLong",          "replies/titles.yaml", "id: Pilih layanan, en", "id: Pilih salah satu layanan, en", "title-too-long", "Pilih salah satu"},
    {"TitleWithoutEnglish",   "replies/titles.yaml", "{id: Notifikasi, en: Notices, jv", "{id: Notifikasi, jv", "missing-language", "{id: Notifikasi, jv"},
    {"ChoicesNotOnWhatsapp",  "replies/talk.yaml", "      id: \"Maksud Anda yang mana? Bukan", "      id: \"{choices} Maksud Anda yang mana? Bukan", "choices-on-whatsapp", "{choices} Maksud"},
    {"WrongSegments",         "replies/talk.yaml", "  thanks:\n", "  thanks:\n    segments: none\n", "wrong-number", "segments: none"},
    {"MissingEngineReply",    "replies/talk.yaml", "  loop:\n", "  loops:\n", "missing-reply", ""},
    {"WordWithoutIndonesian", "replies/words.yaml", "    jkk: {id: JKK}", "    jkk: {en: JKK}", "missing-language", "jkk: {en"},
    {"AnswerTooLong",         "knowledge/bpu_rates.yaml", "sms:\n      id: \"", "sms:\n      id: \"Terima kasih atas pertanyaan Anda yang baik mengenai besarnya iuran untuk pekerja bukan penerima upah. ", "sms-too-long", "Terima kasih atas"},
    {"AnswerUnknownKey",      "knowledge/bpu_rates.yaml", "next:", "nexts:", "unknown-key", "nexts:"},
    {"AnswerWrongName",       "knowledge/bpu_rates.yaml", "intent: bpu_rates", "intent: bpu_rate", "wrong-name", "intent: bpu_rate"},
    {"AnswerWrongDate",       "knowledge/bpu_rates.yaml", "valid_from: 2026-01-01", "valid_from: 2026-02-30", "wrong-date", "2026-02-30"},
    {"OfficeWrongTime",       "office.yaml", "opens: \"08:00\"", "opens: \"8 pagi\"", "wrong-time", "8 pagi"},
    {"OfficeWrongHoliday",    "office.yaml", "2026-12-25", "25-12-2026", "wrong-date", "25-12-2026"},
    {"TownOutsideIndonesia",  "branches.yaml", "{name: Bandung, also: [bdg], latitude: -6.91", "{name: Bandung, also: [bdg], latitude: 69.1", "wrong-place", "name: Bandung"},
    {"TownTwice",             "branches.yaml", "{name: Medan", "{name: Bandung", "duplicate-key", "{name: Bandung, also: [],"},
    {"BrokenPattern",         "commands.yaml", "'daftar hp'", "'daftar (hp'", "broken-pattern", "daftar (hp"},
    {"ShadowedPattern",       "commands.yaml", "  - {intent: cancel,", "  - {intent: menu, name: all, patterns: ['[a-z]+']}\n  - {intent: cancel,", "shadowed-pattern", "intent: cancel"},
    {"CommandUnknownKey",     "commands.yaml", "  - {intent: cancel, name", "  - {intent: cancel, nam", "unknown-key", "nam: batal"},
    {"CommandUnknownIntent",  "commands.yaml", "  - {intent: cancel,", "  - {intent: cancl,", "unknown-intent", "intent: cancl"},
};
// clang-format on

inline std::string read(const fs::path& path)
{
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

inline std::vector<finding> findings_of(const fs::path& conf)
{
    std::vector<finding> findings;
    const auto parts = load_parts(conf, findings);
    lint_structure(*parts, conf, findings);
    lint_commands(*parts, conf, findings);
    lint_validity(*parts, date{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20)}, findings);
    return findings;
}

// conf/ without what the lint does not read, in a folder of its own until the end.
class copied_conf
{
public:
    explicit copied_conf(const std::string& name)
        : folder(fs::temp_directory_path() / ("sapa_lint_" + std::to_string(::getpid()) + name))
    {
        fs::remove_all(folder);
        fs::create_directories(folder);
        for (const auto* part : {"flows", "replies", "knowledge"})
            fs::copy(fs::path(SOURCE_DIR) / "conf" / part, folder / part);
        for (const auto* file : {"branches.yaml", "office.yaml", "commands.yaml"})
            fs::copy(fs::path(SOURCE_DIR) / "conf" / file, folder / file);
    }
    copied_conf(const copied_conf&) = delete;
    ~copied_conf() { fs::remove_all(folder); }

    // The file as it is then, and where it was changed; npos: the shipped file no longer holds what is changed.
    std::pair<std::string, std::size_t> apply(const broken_case& one) const
    {
        auto text = read(folder / one.file);
        const auto at = text.find(one.from);
        if (at != text.npos)
            text.replace(at, std::string_view(one.from).size(), one.to);
        std::ofstream(folder / one.file, std::ios::binary) << text;
        return {text, at};
    }

    const fs::path folder;
};

}  // namespace sapa::broken_conf
