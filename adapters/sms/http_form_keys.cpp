// The settings of an HTTP form as one table.
#include <re2/re2.h>
#include <algorithm>
#include <charconv>
#include "adapters/sms/http_form.hpp"

namespace sapa::sms {
namespace {

using setter = std::string (*)(http_form& form, std::string_view last, std::string_view value);

std::string text_into(std::string& to, std::string_view value)
{
    to = value;
    return {};
}
template <class Number>
std::string number_into(Number& to, std::string_view value)
{
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), to);
    return fault == std::errc() && end == value.data() + value.size() ? "" : "is no number";
}
std::string charset_into(form_charset& to, std::string_view value)
{
    constexpr std::pair<std::string_view, form_charset> words[]{{"utf-8", form_charset::utf8},
                                                                {"latin-1", form_charset::latin1},
                                                                {"hex-ucs2", form_charset::hex_ucs2}};
    for (const auto& [word, charset] : words)
        if (word == value) {
            to = charset;
            return {};
        }
    return "is none of utf-8, latin-1, hex-ucs2";
}
std::string pattern_into(std::string& to, std::string_view value)
{
    const RE2 tried(std::string(value), RE2::Quiet);
    to = value;
    return tried.ok() ? "" : "is no pattern: " + tried.error();
}
std::string error_into(std::vector<error_pattern>& to, std::string_view word, std::string_view pattern)
{
    constexpr std::pair<std::string_view, advice> words[]{{"retry", advice::retry},
                                                          {"retry_once", advice::retry_once},
                                                          {"give_up", advice::give_up},
                                                          {"slow_down", advice::slow_account},
                                                          {"pause_account", advice::pause_account},
                                                          {"hold_recipient", advice::hold_recipient}};
    for (const auto& [name, what] : words)
        if (name == word) {
            error_pattern made;
            made.what = what;
            auto fault = pattern_into(made.pattern, pattern);
            to.push_back(std::move(made));
            return fault;
        }
    return "is none of retry, retry_once, give_up, slow_down, pause_account, hold_recipient";
}
std::string pair_into(std::vector<named_value>& to, std::string_view name, std::string_view value)
{
    to.push_back({std::string(name), std::string(value)});
    return {};
}
std::string item_into(std::vector<std::string>& to, std::string_view value)
{
    to.emplace_back(value);
    return {};
}

struct form_key
{
    std::string_view key;  // ends in "." where a name follows
    setter set;
    std::string_view meaning;
};

// clang-format off
#define SAPA_SET(what) \
    [](http_form& form, [[maybe_unused]] std::string_view last, std::string_view value) -> std::string { return what; }
constexpr form_key keys[]{
    {"name",                   SAPA_SET(text_into(form.name, value)), "the account; its address is /webhooks/sms/NAME"},
    {"short_code",             SAPA_SET(text_into(form.short_code, value)), "to which participants write"},
    {"in.method",              SAPA_SET(text_into(form.in.method, value)), "of the operator's request: GET or POST"},
    {"in.source",              SAPA_SET(item_into(form.in.source, value)), "parameters with the sender's number"},
    {"in.destination",         SAPA_SET(item_into(form.in.destination, value)), "parameters with the short code"},
    {"in.text",                SAPA_SET(item_into(form.in.text, value)), "parameters with the text"},
    {"in.transaction",         SAPA_SET(item_into(form.in.transaction, value)), "parameters with the operator's id of the question"},
    {"in.required.",           SAPA_SET(pair_into(form.in.required, last, value)), "a parameter that must have this value"},
    {"in.charset",             SAPA_SET(charset_into(form.in.charset, value)), "of the text: utf-8, latin-1, hex-ucs2"},
    {"in.status",              SAPA_SET(number_into(form.in.status, value)), "HTTP status of the answer after the commit"},
    {"in.content_type",        SAPA_SET(text_into(form.in.content_type, value)), "of that answer"},
    {"in.body",                SAPA_SET(text_into(form.in.body, value)), "of that answer; {transaction} may stand in it"},
    {"in.error_status",        SAPA_SET(number_into(form.in.error_status, value)), "where parameters are missing"},
    {"in.error_body",          SAPA_SET(text_into(form.in.error_body, value)), "where parameters are missing"},
    {"in.allowed",             SAPA_SET(item_into(form.in.allowed, value)), "addresses or networks that may call; none: everybody"},
    {"out.url",                SAPA_SET(text_into(form.out.url, value)), "of the operator"},
    {"out.method",             SAPA_SET(text_into(form.out.method, value)), "of our request: GET or POST"},
    {"out.parameters.",        SAPA_SET(pair_into(form.out.parameters, last, value)), "a parameter; {recipient} {text} {short_code} {transaction} {reference} stand for values"},
    {"out.reply_parameters.",  SAPA_SET(pair_into(form.out.reply_parameters, last, value)), "the same, of replies only"},
    {"out.notice_parameters.", SAPA_SET(pair_into(form.out.notice_parameters, last, value)), "the same, of notices only"},
    {"out.body",               SAPA_SET(text_into(form.out.body, value)), "a template instead of parameters"},
    {"out.content_type",       SAPA_SET(text_into(form.out.content_type, value)), "of that template"},
    {"out.charset",            SAPA_SET(charset_into(form.out.charset, value)), "of the text: utf-8, latin-1, hex-ucs2"},
    {"out.recipient_prefix",   SAPA_SET(text_into(form.out.recipient_prefix, value)), "before the digits, for instance +"},
    {"out.text_max",           SAPA_SET(number_into(form.out.text_max, value)), "characters; longer texts are cut"},
    {"out.success_status",     SAPA_SET((form.out.success_status.push_back(0), number_into(form.out.success_status.back(), value))), "HTTP statuses that mean success; none: 200 and 202"},
    {"out.success",            SAPA_SET(pattern_into(form.out.success, value)), "pattern of a body that means success"},
    {"out.id",                 SAPA_SET(pattern_into(form.out.id, value)), "pattern whose first group is the message id"},
    {"out.errors.",            SAPA_SET(error_into(form.out.errors, last, value)), "pattern of a failure: retry, retry_once, give_up, slow_down, pause_account, hold_recipient"},
    {"out.ca_file",            SAPA_SET(text_into(form.out.ca_file, value)), "trusted instead of the system's certificates"},
    {"out.connections",        SAPA_SET(number_into(form.out.connections, value)), "kept open at most"},
    {"out.max_per_second",     SAPA_SET(number_into(form.out.max_per_second, value)), "messages; 0: no limit"},
};
#undef SAPA_SET
// clang-format on

}  // namespace

std::string set_form_value(http_form& form, std::string_view key, std::string_view value)
{
    for (const auto& row : keys) {
        const bool family = row.key.ends_with('.');
        if (family ? key.starts_with(row.key) && key.size() > row.key.size() : key == row.key)
            return row.set(form, key.substr(std::min(key.size(), row.key.size())), value);
    }
    return "is no setting of an HTTP form";
}

std::vector<std::pair<std::string_view, std::string_view>> form_keys()
{
    std::vector<std::pair<std::string_view, std::string_view>> all;
    for (const auto& row : keys)
        all.emplace_back(row.key, row.meaning);
    return all;
}

std::vector<std::string> check_form(const http_form& form)
{
    std::vector<std::string> faults;
    const auto need = [&](bool there, const char* what) {
        if (!there)
            faults.emplace_back(what);
    };
    need(!form.name.empty(), "name is missing");
    need(!form.in.source.empty(), "in.source is missing: the parameter with the sender's number");
    need(!form.in.text.empty(), "in.text is missing: the parameter with the text");
    need(!form.out.url.empty(), "out.url is missing");
    const bool body = !form.out.body.empty();
    need(body || !form.out.parameters.empty(), "out.parameters is missing");
    need(!body || form.out.method != "GET", "out.body needs out.method POST");
    return faults;
}

}  // namespace sapa::sms
