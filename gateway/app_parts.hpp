// What app.cpp joins: every part of a running gateway, in the order in which they are built.
#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>
#include "adapters/sms/http_form_account.hpp"
#include "adapters/sms/sms_channel.hpp"
#include "adapters/whatsapp/graph_client.hpp"
#include "adapters/whatsapp/webhook_handler.hpp"
#include "gateway/app.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/work_thread.hpp"
#include "gateway/console/console.hpp"
#include "gateway/core/core_stack.hpp"
#include "gateway/http/server.hpp"
#include "gateway/model/cache_folder.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/open_store.hpp"
#include "gateway/pipeline/dispatcher.hpp"
#include "gateway/pipeline/notice_sender.hpp"
#include "gateway/pipeline/pipeline.hpp"
#include "intents/dialogue/bundle.hpp"

namespace sapa {

struct app::parts
{
    explicit parts(settings given);

    async<void> live();
    void start();
    async<void> begin_work();
    async<void> take_up();
    async<void> follow_nodes();
    async<void> drain();
    async<void> beat();
    async<void> purge();
    void note_purge(const purge_report& batch);
    void note_purged();
    async<void> watch_store();
    void note_store(bool commits);
    async<std::string> reload();
    bool renew_secrets(std::vector<finding>& missing);
    retention kept_for() const;
    http_router public_routes();
    http_router admin_routes();
    std::vector<channel*> channels();
    std::vector<whatsapp::account> whatsapp_accounts() const;
    void begin(admission admitted, mo_message message);
    void show_waiting(const mo_message& asked);
    async<void> note_status(delivery_report report, std::optional<failure> why);
    bool has_room() const { return !draining && store_commits && road.has_room(); }
    async<void> watch_load();
    void refresh_gauges();
    void show_node();
    void show_store();
    void show_keys();
    void show_queues();
    void show_links();
    void show_link(const std::string& of, const sms::link_state& link);
    void show_whatsapp();
    void show_certificates();
    std::string links_json() const;
    bool control_link(std::string_view link, std::string_view verb);
    std::string bearer(std::string_view token, std::string_view roles) const;
    sms::mo_sink sink();
    std::vector<std::unique_ptr<sms::esme_account>> make_sms_accounts();
    std::vector<std::unique_ptr<sms::http_form_account>> make_forms();
    async<http_response> receive_form(http_request request);
    async<http_response> ready();
    void note_ledger(const ledger& sums);

    settings with;
    asio::io_context io{1};
    work_thread work{};
    metrics seen{};
    task_group tasks;
    std::shared_ptr<const bundle> conf;
    std::unique_ptr<durable_store> opened;
    durable_store& store{*opened};
    std::unique_ptr<core_client> core;
    std::vector<std::unique_ptr<sms::esme_account>> sms_accounts;
    std::vector<std::unique_ptr<sms::http_form_account>> forms;
    sms::sms_channel sms_out;
    whatsapp::customer_windows windows{};
    whatsapp::whatsapp_channel whatsapp_out;
    dispatcher out;
    pipeline road;
    notice_sender notices;
    whatsapp::webhook_handler webhooks;
    console::desk desk;
    http_server public_server, admin_server;
    std::string local_token;  // of the commands on this machine
    const instant started{system_now()};
    store_load load{};  // as of a few seconds ago
    metrics::gauge* shown_info{};
    bool draining{}, taking_up{}, work_waits{};
    bool store_commits{true}, reload_ok{true};
};

// How the console is set up by these settings.
console::console_settings console_settings_of(const settings& with);

template <class Thing>
std::vector<Thing*> pointers(const std::vector<std::unique_ptr<Thing>>& owned)
{
    std::vector<Thing*> all;
    for (const auto& one : owned)
        all.push_back(one.get());
    return all;
}

// The findings of a refused reload or of `sapa check --json`.
std::string findings_json(const std::vector<finding>& findings);

}  // namespace sapa
