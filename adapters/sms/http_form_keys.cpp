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
};

// clang-format off
#define SAPA_SET(what) \
    [](http_form& form, [[maybe_unused]] std::string_view last, std::string_view value) -> std::string { return what; }
constexpr form_key keys[]{
    {"name",                   SAPA_SET(text_into(form.name, value))},
    {"short_code",             SAPA_SET(text_into(form.short_code, value))},
    {"in.method",              SAPA_SET(text_into(form.in.method, value))},
    {"in.source",              SAPA_SET(item_into(form.in.source, value))},
    {"in.destination",         SAPA_SET(item_into(form.in.destination, value))},
    {"in.text",                SAPA_SET(item_into(form.in.text, value))},
    {"in.transaction",         SAPA_SET(item_into(form.in.transaction, value))},
    {"in.required.",           SAPA_SET(pair_into(form.in.required, last, value))},
    {"in.charset",             SAPA_SET(charset_into(form.in.charset, value))},
    {"in.status",              SAPA_SET(number_into(form.in.status, value))},
    {"in.content_type",        SAPA_SET(text_into(form.in.content_type, value))},
    {"in.body",                SAPA_SET(text_into(form.in.body, value))},
    {"in.error_status",        SAPA_SET(number_into(form.in.error_status, value))},
    {"in.error_body",          SAPA_SET(text_into(form.in.error_body, value))},
    {"in.allowed",             SAPA_SET(item_into(form.in.allowed, value))},
    {"out.url",                SAPA_SET(text_into(form.out.url, value))},
    {"out.method",             SAPA_SET(text_into(form.out.method, value))},
    {"out.parameters.",        SAPA_SET(pair_into(form.out.parameters, last, value))},
    {"out.reply_parameters.",  SAPA_SET(pair_into(form.out.reply_parameters, last, value))},
    {"out.notice_parameters.", SAPA_SET(pair_into(form.out.notice_parameters, last, value))},
    {"out.body",               SAPA_SET(text_into(form.out.body, value))},
    {"out.content_type",       SAPA_SET(text_into(form.out.content_type, value))},
    {"out.charset",            SAPA_SET(charset_into(form.out.charset, value))},
    {"out.recipient_prefix",   SAPA_SET(text_into(form.out.recipient_prefix, value))},
    {"out.text_max",           SAPA_SET(number_into(form.out.text_max, value))},
    {"out.success_status",     SAPA_SET((form.out.success_status.push_back(0), number_into(form.out.success_status.back(), value)))},
    {"out.success",            SAPA_SET(pattern_into(form.out.success, value))},
    {"out.id",                 SAPA_SET(pattern_into(form.out.id, value))},
    {"out.errors.",            SAPA_SET(error_into(form.out.errors, last, value))},
    {"out.ca_file",            SAPA_SET(text_into(form.out.ca_file, value))},
    {"out.connections",        SAPA_SET(number_into(form.out.connections, value))},
    {"out.max_per_second",     SAPA_SET(number_into(form.out.max_per_second, value))},
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
