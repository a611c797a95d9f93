#include "gateway/config.hpp"

#include <algorithm>
#include <array>
#include "gateway/config_settings.hpp"

namespace sapa {
namespace {

constexpr std::array<std::string_view, 11> top_sections{
    "store", "retention", "http", "core", "sms", "whatsapp", "dialogue", "notices", "console", "api", "log"};

void must_be_readable(const secret& needed, const config_node& at, std::string_view key,
                      std::vector<config_fault>& faults)
{
    if (const auto missing = needed.missing(); !missing.empty())
        faults.push_back({at.file, at.line, fmt::format("{}: {}", key, missing)});
}

template <class Section>
void read_list(const config_node* from, std::vector<Section>& to, std::span<const setting<Section>> table,
               std::vector<config_fault>& faults)
{
    if (!from)
        return;
    if (from->what != config_node::kind::list &&
        !(from->what == config_node::kind::scalar && from->text.empty()))
        faults.push_back(
            {from->file, from->line, "a list is expected here: [] or lines that begin with \"-\""});
    for (const auto& item : from->items)
        read_section(item, to.emplace_back(), table, faults);
}

// What is wrong with it, or "".
std::string set_written(sms::http_form& form, const sms::named_value& one)
{
    std::string missing;
    const auto value = expand_secrets(one.value, missing);
    return value ? sms::set_form_value(form, one.name, *value) : missing;
}

// The adapter names its own keys: "in.text", "out.parameters.msisdn".
void read_form_value(const config_node& from, const std::string& key, form_section& to,
                     std::vector<config_fault>& faults)
{
    for (const auto& [name, node] : from.members)
        read_form_value(node, key.empty() ? name : key + "." + name, to, faults);
    for (const auto& item : from.items)
        read_form_value(item, key, to, faults);
    if (from.what != config_node::kind::scalar)
        return;
    to.written.push_back({key, from.text});
    const auto fault = set_written(to.form, to.written.back());
    if (!fault.empty())
        faults.push_back({from.file, from.line, fmt::format("{}: {}", key, fault)});
}

void read_forms(const config_node& from, settings& to, std::vector<config_fault>& faults)
{
    for (const auto& item : from.items) {
        auto& one = to.forms.emplace_back();
        one.form.short_code = to.short_code;
        read_form_value(item, "", one, faults);
        for (const auto& fault : sms::check_form(one.form))
            faults.push_back({item.file, item.line, fault});
    }
}

void read_sms(const config_node& from, settings& to, std::vector<config_fault>& faults)
{
    constexpr std::array<std::string_view, 2> lists{"smpp", "http"};
    sms_section plain;
    read_section<sms_section>(from, plain, sms_table, faults, lists);
    to.short_code = plain.short_code;
    read_list<smpp_section>(from.find("smpp"), to.smpp, smpp_table, faults);
    if (const auto* forms = from.find("http"))
        read_forms(*forms, to, faults);
    for (std::size_t i = 0; i < to.smpp.size(); ++i) {
        const auto& at = from.find("smpp")->items[i];
        must_be_readable(to.smpp[i].password, at, "password", faults);
        for (std::size_t j = 0; j < i; ++j)
            if (to.smpp[j].name == to.smpp[i].name)
                faults.push_back(
                    {at.file, at.line, fmt::format("two accounts are named \"{}\"", to.smpp[i].name)});
    }
}

void read_whatsapp(const config_node& from, settings& to, std::vector<config_fault>& faults)
{
    std::vector<const config_node*> numbers{&from};
    if (from.what == config_node::kind::list) {
        numbers.clear();
        for (const auto& item : from.items)
            numbers.push_back(&item);
    }
    for (const auto* node : numbers) {
        whatsapp_section number;
        read_section<whatsapp_section>(*node, number, whatsapp_table, faults);
        if (number.phone_number_id.empty())
            continue;
        if (number.app_secret.empty())
            faults.push_back(
                {node->file, node->line, "app_secret is missing: webhooks could not be verified"});
        for (const auto& one : number.app_secret)
            must_be_readable(one, *node, "app_secret", faults);
        must_be_readable(number.verify_token, *node, "verify_token", faults);
        must_be_readable(number.access_token, *node, "access_token", faults);
        to.whatsapp.push_back(std::move(number));
    }
}

void read_api(const config_node& from, settings& to, std::vector<config_fault>& faults)
{
    constexpr std::array<std::string_view, 1> known{"tokens"};
    for (const auto& [key, node] : from.members)
        if (key != "tokens")
            faults.push_back(unknown_key(node, key, known));
    read_list<api_token>(from.find("tokens"), to.tokens, token_table, faults);
    for (std::size_t i = 0; i < to.tokens.size(); ++i)
        must_be_readable(to.tokens[i].token, from.find("tokens")->items[i], "token", faults);
}

void read_all(const config_node& root, settings& to, std::vector<config_fault>& faults)
{
    for (const auto& [key, node] : root.members)
        if (std::ranges::find(top_sections, std::string_view(key)) == top_sections.end())
            faults.push_back(unknown_key(node, key, top_sections));
    if (const auto* at = root.find("store"))
        read_section<store_section>(*at, to.store, store_table, faults);
    if (const auto* at = root.find("retention"))
        read_section<retention_section>(*at, to.retention, retention_table, faults);
    if (const auto* at = root.find("http")) {
        constexpr std::array<std::string_view, 1> others{"tls"};
        read_section<http_section>(*at, to.http, http_table, faults, others);
        if (const auto* tls = at->find("tls"))
            read_section<http_section>(*tls, to.http, tls_table, faults);
    }
    if (const auto* at = root.find("core")) {
        read_section<core_section>(*at, to.core, core_table, faults);
        must_be_readable(to.core.token, *at, "token", faults);
    }
    if (const auto* at = root.find("sms"))
        read_sms(*at, to, faults);
    if (const auto* at = root.find("whatsapp"))
        read_whatsapp(*at, to, faults);
    if (const auto* at = root.find("dialogue"))
        read_section<dialogue_section>(*at, to.dialogue, dialogue_table, faults);
    if (const auto* at = root.find("notices"))
        read_section<notices_section>(*at, to.notices, notices_table, faults);
    if (const auto* at = root.find("console"))
        read_section<console_section>(*at, to.console, console_table, faults);
    if (const auto* at = root.find("api"))
        read_api(*at, to, faults);
    if (const auto* at = root.find("log"))
        read_section<log_section>(*at, to.log, log_table, faults);
}

}  // namespace

sms::http_form make_form(const form_section& from, std::string& fault)
{
    sms::http_form made;
    made.short_code = from.form.short_code;
    for (const auto& one : from.written)
        if (const auto wrong = set_written(made, one); !wrong.empty())
            fault = fmt::format("{}: {}", one.name, wrong);
    for (const auto& wrong : sms::check_form(made))
        fault = wrong;
    return made;
}

settings load_settings(const std::filesystem::path& conf, const std::vector<std::filesystem::path>& overlays,
                       std::vector<config_fault>& faults)
{
    settings read{.conf = conf};
    auto root = read_config_file(conf / "gateway.yaml", faults);
    for (const auto& path : overlays)
        overlay(root, read_config_file(path, faults));
    if (faults.empty())
        read_all(root, read, faults);
    return read;
}

}  // namespace sapa
