// Every setting as a person reads it: from the tables that read the file.
#include "gateway/config_settings.hpp"

namespace sapa {
namespace {

std::string shown(const std::string& value) { return value; }
std::string shown(int value) { return std::to_string(value); }
std::string shown(bool value) { return value ? "true" : "false"; }
std::string shown(double value) { return fmt::format("{}", value); }
std::string shown(const secret&) { return {}; }
std::string shown(const std::vector<secret>&) { return {}; }
std::string shown(const std::vector<std::string>& value) { return fmt::format("{}", fmt::join(value, ", ")); }
std::string shown(seconds value) { return std::to_string(value.count()); }
std::string shown(milliseconds value) { return std::to_string(value.count()); }

std::string shown(const allowed& rule)
{
    if (!rule.words.empty())
        return std::string(rule.words);
    const allowed any;
    return rule.least == any.least ? std::string{} : fmt::format("{} to {}", rule.least, rule.most);
}

template <class Section>
void add(std::vector<setting_help>& all, std::string_view where, std::span<const setting<Section>> table)
{
    const Section standard{};
    for (const auto& row : table)
        all.push_back({.key = fmt::format("{}.{}", where, row.key),
                       .standard = std::visit([&](auto member) { return shown(standard.*member); }, row.member),
                       .allowed = shown(row.rule),
                       .meaning = std::string(row.help)});
}

}  // namespace

std::vector<setting_help> all_settings()
{
    std::vector<setting_help> all;
    add<store_section>(all, "store", store_table);
    add<retention_section>(all, "retention", retention_table);
    add<http_section>(all, "http", http_table);
    add<http_section>(all, "http.tls", tls_table);
    add<core_section>(all, "core", core_table);
    add<sms_section>(all, "sms", sms_table);
    add<smpp_section>(all, "sms.smpp[]", smpp_table);
    for (const auto& [key, meaning] : sms::form_keys())
        all.push_back({.key = fmt::format("sms.http[].{}{}", key, key.ends_with('.') ? "NAME" : ""),
                       .meaning = std::string(meaning)});
    add<whatsapp_section>(all, "whatsapp", whatsapp_table);
    add<dialogue_section>(all, "dialogue", dialogue_table);
    add<notices_section>(all, "notices", notices_table);
    add<console_section>(all, "console", console_table);
    add<api_token>(all, "api.tokens[]", token_table);
    add<log_section>(all, "log", log_table);
    return all;
}

std::string settings_help()
{
    std::string text;
    for (const auto& one : all_settings()) {
        text += fmt::format("  {:<34} {}", one.key, one.meaning);
        if (!one.allowed.empty())
            text += fmt::format(" ({})", one.allowed);
        if (!one.standard.empty())
            text += fmt::format(" [{}]", one.standard);
        text += '\n';
    }
    return text;
}

}  // namespace sapa
