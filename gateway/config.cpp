#include "gateway/config.hpp"

#include <array>
#include "gateway/config_table.hpp"

namespace sapa {
namespace {

// clang-format off
constexpr setting<store_section> store_table[] = {
    {"url",       &store_section::url,       anything,             "sqlite:PATH, or postgresql://..."},
    {"keys",      &store_section::keys,      anything,             "folder of the keyring; made where it is missing"},
    {"group_max", &store_section::group_max, between(1, 100000),   "jobs in one commit at most"},
    {"queue_max", &store_section::queue_max, between(10, 1000000), "jobs that may wait; beyond: push back"},
};
constexpr setting<retention_section> retention_table[] = {
    {"texts",        &retention_section::texts,        between(1, 3650), "days that texts and phones can be read"},
    {"finished",     &retention_section::finished,     between(1, 3650), "days that finished messages are listed"},
    {"reports",      &retention_section::reports,      between(1, 365),  "days that receipts are matched"},
    {"provider_ids", &retention_section::provider_ids, between(8, 365),  "days that redeliveries are recognised"},
    {"dead_letters", &retention_section::dead_letters, between(1, 3650), "days that dead letters are kept"},
    {"audit",        &retention_section::audit,        between(30, 3650), "days of the audit log"},
};
constexpr setting<http_section> http_table[] = {
    {"listen",          &http_section::listen,          anything,            "address and port of the webhooks"},
    {"admin_listen",    &http_section::admin_listen,    anything,            "address and port of console, API, metrics"},
    {"connections_max", &http_section::connections_max, between(10, 100000), "open connections; then the newest is closed"},
    {"body_max_mib",    &http_section::body_max_mib,    between(0.1, 64),    "size of a body; then 413"},
};
constexpr setting<http_section> tls_table[] = {
    {"certificate", &http_section::certificate, anything, "PEM chain; with key: TLS on the public listener"},
    {"key",         &http_section::key,         anything, "PEM key"},
};
constexpr setting<core_section> core_table[] = {
    {"base_url",    &core_section::base_url,    anything,            "of the core service"},
    {"token",       &core_section::token,       anything,            "bearer token"},
    {"timeout_ms",  &core_section::timeout,     between(50, 60000),  "of one request"},
    {"connections", &core_section::connections, between(1, 1000),    "kept open at most"},
    {"ca_file",     &core_section::ca_file,     anything,            "trusted instead of the system's certificates"},
};
constexpr setting<smpp_section> smpp_table[] = {
    {"name",                &smpp_section::name,                required,  "of this account, in logs and metrics"},
    {"host",                &smpp_section::host,                anything,  "one host or a list in order of preference; host or host:port"},
    {"port",                &smpp_section::port,                between(1, 65535), "of hosts without one"},
    {"tls",                 &smpp_section::tls,                 anything,  "SMPP over TLS"},
    {"ca_file",             &smpp_section::ca_file,             anything,  "trusted instead of the system's certificates"},
    {"pinned_sha256",       &smpp_section::pinned_sha256,       anything,  "trust exactly this certificate"},
    {"certificate",         &smpp_section::certificate,         anything,  "ours, where the SMSC asks for one"},
    {"key",                 &smpp_section::key,                 anything,  "of our certificate"},
    {"bind",                &smpp_section::bind,                one_of("transceiver|transmitter|receiver"), "kind of bind"},
    {"binds",               &smpp_section::binds,               between(1, 50),  "how many of it"},
    {"receiver_binds",      &smpp_section::receiver_binds,      between(0, 50),  "with bind transmitter: receivers beside it"},
    {"transmitter_binds",   &smpp_section::transmitter_binds,   between(0, 50),  "with bind receiver: transmitters beside it"},
    {"system_id",           &smpp_section::system_id,           anything,  "user name"},
    {"password",            &smpp_section::password,            anything,  "password"},
    {"system_type",         &smpp_section::system_type,         anything,  "as the operator's sheet says"},
    {"window",              &smpp_section::window,              between(1, 10000), "submit_sm sent but not yet answered, a bind"},
    {"max_per_second",      &smpp_section::max_per_second,      between(0, 100000), "segments of the account; 0: no limit"},
    {"source_addr",         &smpp_section::source_addr,         anything,  "sender of replies; empty: the short code"},
    {"source_ton",          &smpp_section::source_ton,          between(0, 6),  "type of number of the sender"},
    {"source_npi",          &smpp_section::source_npi,          between(0, 18), "numbering plan of the sender"},
    {"destination_ton",     &smpp_section::destination_ton,     between(0, 6),  "type of number of the recipient"},
    {"destination_npi",     &smpp_section::destination_npi,     between(0, 18), "numbering plan of the recipient"},
    {"destination_form",    &smpp_section::destination_form,    one_of("international|plus|national|as_received"), "how the recipient is written"},
    {"service_type",        &smpp_section::service_type,        anything,  "as the operator's sheet says"},
    {"registered_delivery", &smpp_section::registered_delivery, between(0, 31), "receipts: 0 none, 1 final"},
    {"validity_seconds",    &smpp_section::validity_seconds,    between(0, 604800), "validity_period at most; 0: none sent"},
    {"mo_alphabet",         &smpp_section::mo_alphabet,         one_of("gsm|latin1|ascii"), "data_coding 0 of questions"},
    {"mt_alphabet",         &smpp_section::mt_alphabet,         one_of("gsm|latin1|ascii"), "data_coding 0 of replies"},
    {"long_message",        &smpp_section::long_message,        one_of("udh|udh16|sar|payload"), "how long replies are cut"},
    {"carried_tlvs",        &smpp_section::carried_tlvs,        anything,  "TLVs of the question returned with the reply: hex tags, \"1400\" or \"1400:1401\""},
    {"enquire_link_seconds",  &smpp_section::enquire_link,      between(5, 600), "silence before we ask whether the SMSC is there"},
    {"submit_resp_seconds",   &smpp_section::submit_resp,       between(1, 600), "then the outcome of a submit_sm is unknown"},
    {"smsc_response_seconds", &smpp_section::smsc_response_timer, between(1, 600), "then the SMSC sends a question again"},
    {"parts_timeout_seconds", &smpp_section::parts_timeout,     between(30, 3600), "how long parts of a long question are waited for"},
    {"unacknowledged_max",  &smpp_section::unacknowledged_max,  between(1, 100000), "questions in work; beyond: ESME_RMSGQFUL"},
    {"receipts_by_text",    &smpp_section::receipts_by_text,    anything,  "\"id:... stat:\" without esm_class is a receipt"},
    {"gsm_as_ia5",          &smpp_section::gsm_as_ia5,          anything,  "data_coding 1 is the GSM alphabet too"},
};
constexpr setting<whatsapp_section> whatsapp_table[] = {
    {"phone_number_id", &whatsapp_section::phone_number_id, anything, "of Meta; empty: WhatsApp is off"},
    {"app_secret",      &whatsapp_section::app_secret,      anything, "one or several (rotation)"},
    {"verify_token",    &whatsapp_section::verify_token,    anything, "of the webhook's verification"},
    {"access_token",    &whatsapp_section::access_token,    anything, "of the Graph API"},
    {"graph_url",       &whatsapp_section::graph_url,       anything, "with its version"},
    {"ca_file",         &whatsapp_section::ca_file,         anything, "trusted instead of the system's certificates"},
    {"max_per_second",  &whatsapp_section::max_per_second,  between(0, 1000), "messages of the number; 0: no limit"},
};
constexpr setting<dialogue_section> dialogue_table[] = {
    {"sms_holding_seconds",      &dialogue_section::sms_holding,      between(1, 60),   "age of an SMS question when a later answer is promised"},
    {"whatsapp_holding_seconds", &dialogue_section::whatsapp_holding, between(1, 120),  "the same on WhatsApp"},
    {"promise_deadline_seconds", &dialogue_section::promise_deadline, between(60, 86400), "then we apologise"},
    {"reply_valid_seconds",      &dialogue_section::reply_valid,      between(60, 86400), "an older reply is of no use"},
    {"replies_per_day",          &dialogue_section::replies_per_day,  between(1, 100000), "to one sender"},
    {"in_work_max",              &dialogue_section::in_work_max,      between(1, 1000000), "questions in memory; beyond: push back"},
    {"guesses_slowed_after",     &dialogue_section::guesses_slowed_after, between(1, 100), "refused numbers after which answers wait"},
    {"guesses_locked_after",     &dialogue_section::guesses_locked_after, between(1, 100), "refused numbers after which checks are closed"},
    {"guesses_lock_seconds",     &dialogue_section::guesses_lock,     between(60, 86400), "how long"},
    {"demo_phone",               &dialogue_section::demo_phone,       anything, "to which the newspapers' example number belongs"},
};
constexpr setting<api_token> token_table[] = {
    {"name",  &api_token::name,  required, "who, in the audit log"},
    {"roles", &api_token::roles, one_of("agent|lead|admin|notices"), "what it may do"},
    {"token", &api_token::token, required, "the bearer token"},
};
struct log_section { std::string level{"info"}; };
constexpr setting<log_section> log_table[] = {
    {"level", &log_section::level, one_of("debug|info|warning|error"), "least level that is written"},
};
struct sms_section { std::string short_code{"2757"}; };
constexpr setting<sms_section> sms_table[] = {
    {"short_code", &sms_section::short_code, anything, "to which participants write"},
};
struct top_section { std::string cache{"var/cache"}; };
constexpr setting<top_section> top_table[] = {
    {"cache", &top_section::cache, anything, "folder of learnt models"},
};
// clang-format on

constexpr std::array<std::string_view, 9> top_sections{"store",    "retention", "http", "core", "sms",
                                                       "whatsapp", "dialogue",  "api",  "log"};

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

// The adapter names its own keys: "in.text", "out.parameters.msisdn".
void read_form_value(const config_node& from, const std::string& key, sms::http_form& to,
                     std::vector<config_fault>& faults)
{
    for (const auto& [name, node] : from.members)
        read_form_value(node, key.empty() ? name : key + "." + name, to, faults);
    for (const auto& item : from.items)
        read_form_value(item, key, to, faults);
    if (from.what != config_node::kind::scalar)
        return;
    std::string missing;
    const auto value = expand_secrets(from.text, missing);
    const auto fault = value ? sms::set_form_value(to, key, *value) : missing;
    if (!fault.empty())
        faults.push_back({from.file, from.line, fmt::format("{}: {}", key, fault)});
}

void read_forms(const config_node& from, settings& to, std::vector<config_fault>& faults)
{
    for (const auto& item : from.items) {
        sms::http_form form;
        form.short_code = to.short_code;
        read_form_value(item, "", form, faults);
        for (const auto& fault : sms::check_form(form))
            faults.push_back({item.file, item.line, fault});
        to.forms.push_back(std::move(form));
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
    top_section top;
    read_section<top_section>(root, top, top_table, faults, top_sections);
    to.cache = top.cache;
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
    if (const auto* at = root.find("api"))
        read_api(*at, to, faults);
    log_section log;
    if (const auto* at = root.find("log"))
        read_section<log_section>(*at, log, log_table, faults);
    to.log_level = log.level;
}

template <class Section>
void help(std::string& text, std::string_view where, std::span<const setting<Section>> table)
{
    for (const auto& row : table)
        text += fmt::format("  {:<32} {}\n", fmt::format("{}.{}", where, row.key), row.help);
}

std::uint16_t hex_tag(const std::string& text)
{
    return static_cast<std::uint16_t>(std::stoul(text, nullptr, 16));
}

sms::alphabet alphabet_of(const std::string& word)
{
    if (word == "latin1")
        return sms::alphabet::latin1;
    return word == "ascii" ? sms::alphabet::ascii : sms::alphabet::gsm;
}

}  // namespace

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

std::string settings_help()
{
    std::string text;
    help<store_section>(text, "store", store_table);
    help<retention_section>(text, "retention", retention_table);
    help<http_section>(text, "http", http_table);
    help<http_section>(text, "http.tls", tls_table);
    help<core_section>(text, "core", core_table);
    help<sms_section>(text, "sms", sms_table);
    help<smpp_section>(text, "sms.smpp[]", smpp_table);
    help<whatsapp_section>(text, "whatsapp", whatsapp_table);
    help<dialogue_section>(text, "dialogue", dialogue_table);
    help<api_token>(text, "api.tokens[]", token_table);
    help<log_section>(text, "log", log_table);
    return text;
}

sms::smpp_account make_account(const smpp_section& from, const std::string& short_code)
{
    sms::smpp_account to;
    to.name = from.name;
    to.hosts.clear();
    for (const auto& host : from.host) {
        const auto colon = host.rfind(':');
        const bool has_port =
            colon != host.npos && host.find_first_not_of("0123456789", colon + 1) == host.npos;
        to.hosts.push_back(has_port
                               ? sms::smpp_host{host.substr(0, colon),
                                                static_cast<std::uint16_t>(std::stoi(host.substr(colon + 1)))}
                               : sms::smpp_host{host, static_cast<std::uint16_t>(from.port)});
    }
    to.tls = {.on = from.tls,
              .ca_file = from.ca_file,
              .pinned_sha256 = from.pinned_sha256,
              .certificate = from.certificate,
              .key = from.key};
    to.bind = from.bind == "transmitter" ? sms::bind_type::transmitter
              : from.bind == "receiver"  ? sms::bind_type::receiver
                                         : sms::bind_type::transceiver;
    to.binds = from.binds;
    to.receiver_binds = from.receiver_binds;
    to.transmitter_binds = from.transmitter_binds;
    to.system_id = from.system_id;
    to.password = from.password.value();
    to.system_type = from.system_type;
    to.window = static_cast<std::size_t>(from.window);
    to.max_per_second = from.max_per_second;
    to.timers.enquire_link = from.enquire_link;
    to.timers.submit_resp = from.submit_resp;
    to.smsc_response_timer = from.smsc_response_timer;
    to.short_code = short_code;
    to.source_addr = from.source_addr;
    to.source = {static_cast<std::uint8_t>(from.source_ton), static_cast<std::uint8_t>(from.source_npi)};
    to.destination = {static_cast<std::uint8_t>(from.destination_ton),
                      static_cast<std::uint8_t>(from.destination_npi)};
    to.destination_as = from.destination_form == "plus"          ? sms::destination_form::plus
                        : from.destination_form == "national"    ? sms::destination_form::national
                        : from.destination_form == "as_received" ? sms::destination_form::as_received
                                                                 : sms::destination_form::international;
    to.service_type = from.service_type;
    to.registered_delivery = static_cast<std::uint8_t>(from.registered_delivery);
    to.validity = seconds(from.validity_seconds);
    to.mo_text.default_alphabet = alphabet_of(from.mo_alphabet);
    to.mt_alphabet = alphabet_of(from.mt_alphabet);
    to.mo_text.gsm_as_ia5 = from.gsm_as_ia5;
    to.long_message = from.long_message == "sar"       ? sms::concatenation::sar
                      : from.long_message == "payload" ? sms::concatenation::payload
                      : from.long_message == "udh16"   ? sms::concatenation::udh16
                                                       : sms::concatenation::udh8;
    for (const auto& tag : from.carried_tlvs) {
        const auto colon = tag.find(':');
        to.carried.push_back(
            {hex_tag(tag), colon == tag.npos ? std::uint16_t{} : hex_tag(tag.substr(colon + 1))});
    }
    to.unacknowledged_max = static_cast<std::size_t>(from.unacknowledged_max);
    to.parts_timeout = from.parts_timeout;
    to.receipts_by_text = from.receipts_by_text;
    return to;
}

whatsapp::account make_account(const whatsapp_section& from)
{
    whatsapp::account to;
    to.phone_number_id = from.phone_number_id;
    for (const auto& one : from.app_secret)
        to.app_secrets.push_back(one.value());
    to.verify_token = from.verify_token.value();
    to.access_token = [token = from.access_token] { return token.value(); };
    to.graph_url = from.graph_url;
    to.ca_file = from.ca_file;
    to.max_per_second = from.max_per_second;
    return to;
}

}  // namespace sapa
