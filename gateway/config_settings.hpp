// Every setting: its key, where it goes, what is allowed, what it means. A new setting is a member and a row.
#pragma once
#include "gateway/config.hpp"
#include "gateway/config_table.hpp"

namespace sapa {

// clang-format off
inline constexpr setting<store_section> store_table[] = {
    {"url",       &store_section::url,       anything,             "sqlite:PATH, or postgresql://..."},
    {"keys",      &store_section::keys,      anything,             "folder of the keyring; made where it is missing"},
    {"node",      &store_section::node,      anything,             "file that names this node over restarts (PostgreSQL); one a node"},
    {"group_max", &store_section::group_max, between(1, 100000),   "jobs in one commit at most"},
    {"queue_max", &store_section::queue_max, between(10, 1000000), "jobs that may wait; beyond: push back"},
    {"disk_alarm_mib", &store_section::disk_alarm_mib, between(0, 1e8), "free MiB on its disk below which the alarm is raised"},
};
inline constexpr setting<retention_section> retention_table[] = {
    {"texts",         &retention_section::texts,         between(1, 3650), "days that texts can be read; then their keys are destroyed"},
    {"finished",      &retention_section::finished,      between(1, 3650), "days that finished messages are listed"},
    {"conversations", &retention_section::conversations, between(1, 3650), "days after the last question: phone, state, preferences"},
    {"reports",       &retention_section::reports,       between(1, 365),  "days that early receipts and lonely parts wait"},
    {"dead_letters",  &retention_section::dead_letters,  between(1, 3650), "days that a dead letter waits for an operator; then it is dropped"},
    {"audit",         &retention_section::audit,         between(30, 3650), "days of the audit log and of consents"},
};
inline constexpr setting<http_section> http_table[] = {
    {"listen",          &http_section::listen,          anything,            "address and port of the webhooks"},
    {"admin_listen",    &http_section::admin_listen,    anything,            "address and port of console, API, metrics"},
    {"connections_max", &http_section::connections_max, between(10, 100000), "open connections; then the newest is closed"},
    {"body_max_mib",    &http_section::body_max_mib,    between(0.1, 64),    "size of a body; then 413"},
};
inline constexpr setting<http_section> tls_table[] = {
    {"certificate", &http_section::certificate, anything, "PEM chain; with key: TLS on the public listener"},
    {"key",         &http_section::key,         anything, "PEM key"},
};
inline constexpr setting<core_section> core_table[] = {
    {"base_url",    &core_section::base_url,    anything,            "of the core service"},
    {"token",       &core_section::token,       anything,            "bearer token"},
    {"timeout_ms",  &core_section::timeout,     between(50, 60000),  "of one request"},
    {"connections", &core_section::connections, between(1, 1000),    "kept open at most"},
    {"pipelined",   &core_section::pipelined,   between(1, 64),      "reads written together on one connection at most, while core answers fast; 1: never"},
    {"ca_file",     &core_section::ca_file,     anything,            "trusted instead of the system's certificates"},
};
inline constexpr setting<smpp_section> smpp_table[] = {
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
inline constexpr setting<whatsapp_section> whatsapp_table[] = {
    {"phone_number_id", &whatsapp_section::phone_number_id, anything, "of Meta; empty: WhatsApp is off"},
    {"app_secret",      &whatsapp_section::app_secret,      anything, "one or several (rotation)"},
    {"verify_token",    &whatsapp_section::verify_token,    anything, "of the webhook's verification"},
    {"access_token",    &whatsapp_section::access_token,    anything, "of the Graph API"},
    {"graph_url",       &whatsapp_section::graph_url,       anything, "with its version"},
    {"ca_file",         &whatsapp_section::ca_file,         anything, "trusted instead of the system's certificates"},
    {"max_per_second",  &whatsapp_section::max_per_second,  between(0, 1000), "messages of the number; 0: no limit"},
};
inline constexpr setting<dialogue_section> dialogue_table[] = {
    {"sms_holding_seconds",      &dialogue_section::sms_holding,      between(1, 60),   "age of an SMS question when a later answer is promised"},
    {"whatsapp_holding_seconds", &dialogue_section::whatsapp_holding, between(1, 120),  "the same on WhatsApp"},
    {"promise_deadline_seconds", &dialogue_section::promise_deadline, between(60, 86400), "then we apologise"},
    {"reply_valid_seconds",      &dialogue_section::reply_valid,      between(60, 86400), "an older reply is of no use"},
    {"replies_per_day",          &dialogue_section::replies_per_day,  between(1, 100000), "to one sender"},
    {"in_work_max",              &dialogue_section::in_work_max,      between(1, 1000000), "questions in memory; beyond: push back"},
    {"outbox_max",               &dialogue_section::outbox_max,       between(1, 10000000), "replies that wait; beyond: push back"},
    {"promises_max",             &dialogue_section::promises_max,     between(1, 10000000), "promised answers; beyond: push back"},
    {"sender_waiting_max",       &dialogue_section::sender_waiting_max, between(1, 100000), "questions of one sender that wait; what is beyond ends without a reply"},
    {"guesses_slowed_after",     &dialogue_section::guesses_slowed_after, between(1, 100), "refused numbers after which answers wait"},
    {"guesses_locked_after",     &dialogue_section::guesses_locked_after, between(1, 100), "refused numbers after which checks are closed"},
    {"guesses_lock_seconds",     &dialogue_section::guesses_lock,     between(60, 86400), "how long"},
    {"demo_phone",               &dialogue_section::demo_phone,       anything, "to which the newspapers' example number belongs"},
};
inline constexpr setting<notices_section> notices_table[] = {
    {"quiet_from",               &notices_section::quiet_from,            between(0, 23), "hour (WIB) from which notices wait for the morning"},
    {"quiet_until",              &notices_section::quiet_until,           between(0, 23), "hour (WIB) at which they leave; equal to quiet_from: no quiet hours"},
    {"valid_seconds",            &notices_section::valid,                 between(60, 604800), "from when it may leave; then it is of no use"},
    {"contribution_template",    &notices_section::contribution_template, anything, "WhatsApp template outside the 24 hours: number, month, amount"},
    {"balance_template",         &notices_section::balance_template,      anything, "the same: number, amount, day"},
    {"maintenance_template",     &notices_section::maintenance_template,  anything, "the same: day, from, until"},
    {"maintenance_end_template", &notices_section::maintenance_end_template, anything, "the same, without values"},
};
inline constexpr setting<console_section> console_table[] = {
    {"folder",           &console_section::folder,     anything,               "accounts, draft, published versions, saved tests"},
    {"tests",            &console_section::tests,      anything,               "folder of the shipped conversation tests"},
    {"idle_seconds",     &console_section::idle,       between(60, 86400),     "then a session that nobody uses ends"},
    {"absolute_seconds", &console_section::absolute,   between(300, 604800),   "then every session ends"},
    {"behind_tls",       &console_section::behind_tls, anything,               "browsers reach the private listener by TLS: the cookie is Secure"},
};
inline constexpr setting<api_token> token_table[] = {
    {"name",  &api_token::name,  required, "who, in the audit log"},
    {"roles", &api_token::roles, one_of("agent|lead|admin|notices"), "what it may do"},
    {"token", &api_token::token, required, "the bearer token"},
};
inline constexpr setting<log_section> log_table[] = {
    {"level", &log_section::level, one_of("debug|info|warning|error"), "least level that is written"},
    {"format", &log_section::format, one_of("json|text"), "JSON lines, or text for a terminal"},
};
struct sms_section { std::string short_code{"2757"}; };
inline constexpr setting<sms_section> sms_table[] = {
    {"short_code", &sms_section::short_code, anything, "to which participants write"},
};
// clang-format on

}  // namespace sapa
