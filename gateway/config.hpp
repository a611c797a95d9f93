// All settings of a server: one struct a section, filled from conf/gateway.yaml and its overlays by the
// tables in config.cpp, checked before anything starts.
#pragma once
#include <filesystem>
#include <string>
#include <vector>
#include "adapters/sms/account.hpp"
#include "adapters/sms/http_form.hpp"
#include "adapters/whatsapp/account.hpp"
#include "gateway/config_tree.hpp"
#include "gateway/model/secret.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

struct store_section
{
    std::string url{"sqlite:var/sapa.db"};
    std::string keys{"var/keys"};
    std::string node{"var/node"};
    int group_max{1000}, queue_max{20'000};
    int disk_alarm_mib{2048};
};

struct retention_section  // days
{
    int texts{30}, finished{90}, conversations{180}, reports{7}, dead_letters{90}, audit{730};
};

struct http_section
{
    std::string listen{"127.0.0.1:8080"}, admin_listen{"127.0.0.1:8081"};
    std::string certificate{}, key{};
    int connections_max{2000};
    double body_max_mib{4};
};

struct core_section
{
    std::string base_url{"http://127.0.0.1:9090"};
    secret token{};
    milliseconds timeout{3000};
    int connections{32};
    int pipelined{8};
    std::string ca_file{};
};

// One SMPP account as the file has it; app.cpp makes the adapter's struct of it.
struct smpp_section
{
    std::string name{}, bind{"transceiver"}, system_id{"sapa"}, system_type{}, source_addr{};
    std::vector<std::string> host{"127.0.0.1"};
    int port{2775}, binds{1}, receiver_binds{}, transmitter_binds{}, window{100};
    double max_per_second{};
    secret password{};
    bool tls{};
    std::string ca_file{}, pinned_sha256{}, certificate{}, key{};
    int source_ton{3}, source_npi{0}, destination_ton{1}, destination_npi{1};
    std::string destination_form{"international"}, service_type{};
    int registered_delivery{1}, validity_seconds{};
    std::string mo_alphabet{"gsm"}, mt_alphabet{"gsm"}, long_message{"udh"};
    std::vector<std::string> carried_tlvs{};  // "1400" or "1400:1401", hex tags
    seconds enquire_link{30}, submit_resp{60}, smsc_response_timer{10}, parts_timeout{480};
    int unacknowledged_max{5000};
    bool receipts_by_text{}, gsm_as_ia5{};
};

// An operator's HTTP form, and its settings as they are written: secrets stand anywhere in them.
struct form_section
{
    sms::http_form form{};
    std::vector<sms::named_value> written{};
};

struct whatsapp_section
{
    std::string phone_number_id{}, graph_url{"https://graph.facebook.com/v25.0"}, ca_file{};
    std::vector<secret> app_secret{};
    secret verify_token{}, access_token{};
    double max_per_second{60};
};

struct dialogue_section
{
    seconds sms_holding{6}, whatsapp_holding{20}, promise_deadline{1800}, reply_valid{6 * 3600};
    int replies_per_day{200}, in_work_max{20'000}, outbox_max{100'000}, promises_max{100'000};
    int sender_waiting_max{1000};
    int guesses_slowed_after{3}, guesses_locked_after{6};
    seconds guesses_lock{3600};
    std::string demo_phone{"6281200000001"};
};

// Messages that we start.
struct notices_section
{
    int quiet_from{20}, quiet_until{7};  // hours in WIB
    seconds valid{12 * 3600};
    // Names of WhatsApp templates; empty: none.
    std::string contribution_template{}, balance_template{}, maintenance_template{},
        maintenance_end_template{};
};

// The call-centre console.
struct console_section
{
    std::string folder{"var/console"}, tests{"tests/conversations"};
    seconds idle{1800}, absolute{12 * 3600};
    bool behind_tls{};
};

struct log_section
{
    std::string level{"info"}, format{"json"};
};

struct api_token
{
    std::string name{}, roles{};
    secret token{};
};

struct settings
{
    store_section store{};
    retention_section retention{};
    http_section http{};
    core_section core{};
    std::string short_code{"2757"};
    std::vector<smpp_section> smpp{};
    std::vector<form_section> forms{};         // sms.http
    std::vector<whatsapp_section> whatsapp{};  // those with a phone_number_id
    dialogue_section dialogue{};
    notices_section notices{};
    console_section console{};
    std::vector<api_token> tokens{};
    log_section log{};
    std::filesystem::path conf{};
};

// conf/gateway.yaml with its overlays. On faults the result is not to be used.
settings load_settings(const std::filesystem::path& conf, const std::vector<std::filesystem::path>& overlays,
                       std::vector<config_fault>& faults);

// One key as `sapa serve --help-settings` and the man page tell it.
struct setting_help
{
    std::string key{}, standard{}, allowed{}, meaning{};
};
std::vector<setting_help> all_settings();
std::string settings_help();

// The adapter's account of one section.
sms::smpp_account make_account(const smpp_section& from, const std::string& short_code);
// With its secrets as they are now. `fault`: what is wrong with it, else untouched.
sms::http_form make_form(const form_section& from, std::string& fault);
whatsapp::account make_account(const whatsapp_section& from);

}  // namespace sapa
