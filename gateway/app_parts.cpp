#include "gateway/app_parts.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include "gateway/console/versions.hpp"
#include "gateway/notices_api.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/observe/stages.hpp"

namespace sapa {
namespace {

std::shared_ptr<const bundle> load_bundle(const settings& with)
{
    std::vector<finding> findings;
    auto made = console::load_served(console_settings_of(with), findings);
    if (made)
        return made;
    std::string all = "the configuration has faults:";
    for (const auto& one : findings)
        if (one.weight == finding::level::error)
            all += fmt::format("\n{}:{}: {} ({})", one.file, one.line, one.what, one.instead);
    throw std::runtime_error(all);
}

pipeline_settings road_settings(const dialogue_section& from,
                                std::function<void(const mo_message&)> show_waiting,
                                std::function<void()> store_is_full)
{
    pipeline_settings to;
    to.show_waiting = std::move(show_waiting);
    to.store_is_full = std::move(store_is_full);
    to.in_work_max = static_cast<std::size_t>(from.in_work_max);
    to.outbox_max = static_cast<std::size_t>(from.outbox_max);
    to.promises_max = static_cast<std::size_t>(from.promises_max);
    to.sender_waiting_max = static_cast<std::size_t>(from.sender_waiting_max);
    to.reply_valid = from.reply_valid;
    to.replies_per_day = from.replies_per_day;
    to.promised.sms_holding = from.sms_holding;
    to.promised.whatsapp_holding = from.whatsapp_holding;
    to.promised.deadline = from.promise_deadline;
    to.guesses.slowed_after = from.guesses_slowed_after;
    to.guesses.locked_after = from.guesses_locked_after;
    to.guesses.lock = from.guesses_lock;
    to.demo_phone = from.demo_phone;
    randombytes_buf(&to.trace_prefix, sizeof to.trace_prefix);
    return to;
}

core_settings core_client_settings(const core_section& from)
{
    core_settings to;
    to.base_url = from.base_url;
    to.timeout = from.timeout;
    to.connections = static_cast<std::size_t>(from.connections);
    to.pipelined = static_cast<std::size_t>(from.pipelined);
    to.ca_file = from.ca_file;
    return to;
}

http_server_options listener(const http_section& from, bool is_public)
{
    http_server_options to;
    to.listen = is_public ? from.listen : from.admin_listen;
    to.certificate = is_public ? from.certificate : "";
    to.key = is_public ? from.key : "";
    to.body_max = static_cast<std::size_t>(from.body_max_mib * (1 << 20));
    to.connections_max = static_cast<std::size_t>(from.connections_max);
    return to;
}

// Where a command on this machine reaches the listener.
std::string reached_at(asio::ip::tcp::endpoint listening)
{
    if (listening.address().is_unspecified())
        listening.address(asio::ip::address_v4::loopback());
    const auto host = listening.address().to_string();
    return listening.address().is_v6() ? fmt::format("[{}]:{}", host, listening.port())
                                       : fmt::format("{}:{}", host, listening.port());
}

// A token for the commands on this machine: whoever can read the store's folder may operate it anyway.
std::string write_local_word(const store_section& store, const asio::ip::tcp::endpoint& listening)
{
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium does not start");
    unsigned char random[24];
    randombytes_buf(random, sizeof random);
    char hex[2 * sizeof random + 1];
    sodium_bin2hex(hex, sizeof hex, random, sizeof random);
    const auto path = local_word_file(store);
    std::ofstream(path, std::ios::trunc).close();
    ::chmod(path.c_str(), 0600);
    std::ofstream(path) << hex << '\n' << reached_at(listening) << '\n';
    return hex;
}

}  // namespace

console::console_settings console_settings_of(const settings& with)
{
    console::console_settings to;
    to.folder = with.console.folder;
    to.conf = with.conf;
    to.tests = with.console.tests;
    to.cache = cache_folder();
    to.idle = with.console.idle;
    to.absolute = with.console.absolute;
    to.secure_cookie = with.console.behind_tls;
    return to;
}

std::string findings_json(const std::vector<finding>& findings)
{
    boost::json::array all;
    for (const auto& one : findings)
        all.push_back({{"level", one.weight == finding::level::error ? "error" : "warning"},
                       {"file", one.file},
                       {"line", one.line},
                       {"rule", one.rule},
                       {"what", one.what},
                       {"instead", one.instead}});
    return boost::json::serialize(all);
}

app::parts::parts(settings given)
    : with(std::move(given)),
      tasks(io.get_executor(),
            [](std::string_view task, std::exception_ptr failure) {
                log_event(log_level::error, "task_failed", {{"task", task}, {"why", describe(failure)}});
            }),
      conf(load_bundle(with)),
      opened(open_store(io.get_executor(), with.store)),
      core(make_core_client(
          io.get_executor(), core_client_settings(with.core), [this] { return with.core.token.value(); },
          seen)),
      sms_accounts(make_sms_accounts()),
      forms(make_forms()),
      sms_out(pointers(sms_accounts)),
      whatsapp_out(io.get_executor(), whatsapp_accounts(), windows, system_now, seen),
      out(store, channels(), system_now, tasks, seen, {}, notice_settings_of(with)),
      road(
          store, *core, out, [this] { return conf; }, system_now, tasks, seen,
          road_settings(
              with.dialogue, [this](const mo_message& asked) { show_waiting(asked); },
              [this] { note_store(false); })),
      notices(
          store, *core, out, [this] { return conf; }, system_now, notice_settings_of(with)),
      webhooks(
          whatsapp_accounts(), store,
          [this](admission a, mo_message m) { begin(std::move(a), std::move(m)); },
          [this] { return has_room(); }, system_now, windows, seen),
      desk(console_settings_of(with),
           {.work = work,
            .tasks = tasks,
            .now = system_now,
            .kept = store,
            .served = [this] { return conf; },
            .serve = [this](std::shared_ptr<const bundle> fresh) { conf = std::move(fresh); }}),
      public_server(io.get_executor(), listener(with.http, true), public_routes()),
      admin_server(io.get_executor(), listener(with.http, false), admin_routes()),
      local_token(write_local_word(with.store, admin_server.endpoint()))
{
    webhooks.when_status([this](delivery_report report, std::optional<failure> why) {
        return note_status(std::move(report), std::move(why));
    });
    whatsapp_out.when_person_news([this](std::string account, std::string person, std::int64_t code) {
        tasks.spawn("person news", webhooks.learn(std::move(account), std::move(person), code));
    });
    const auto may_send = [this] { return store.may_send(); };
    for (auto& account : sms_accounts)
        account->only_while(may_send);
    for (auto& form : forms)
        form->only_while(may_send);
    whatsapp_out.only_while(may_send);
    seen.before_exposition([this] { refresh_gauges(); });
}

async<void> app::parts::note_status(delivery_report report, std::optional<failure> why)
{
    if (report.what != delivery_report::state::failed) {
        out.settle_unknown(report.reference);
        co_return;
    }
    whatsapp_out.note_failure(report.account, std::atoll(report.code.c_str()));
    if (why)
        co_await out.failed_later(std::move(report), std::move(*why));
}

std::vector<std::unique_ptr<sms::esme_account>> app::parts::make_sms_accounts()
{
    std::vector<std::unique_ptr<sms::esme_account>> made;
    for (const auto& one : with.smpp) {
        made.push_back(std::make_unique<sms::esme_account>(io.get_executor(),
                                                           make_account(one, with.short_code), sink()));
        made.back()->when_room([this] { out.pump(); });
    }
    return made;
}

sms::mo_sink app::parts::sink()
{
    return {.store = store,
            .begin_work = [this](admission a, mo_message m) { begin(std::move(a), std::move(m)); },
            .has_room = [this] { return has_room(); },
            .now = system_now,
            .receive_seconds = &stage_seconds(seen, "receive", channel_type::sms)};
}

void app::parts::begin(admission admitted, mo_message message)
{
    road.begin(std::move(admitted), std::move(message));
}

std::vector<channel*> app::parts::channels()
{
    std::vector<channel*> all{&sms_out, &whatsapp_out};
    for (const auto& one : forms)
        all.push_back(one.get());
    return all;
}

std::vector<std::unique_ptr<sms::http_form_account>> app::parts::make_forms()
{
    std::vector<std::unique_ptr<sms::http_form_account>> made;
    for (const auto& one : with.forms)
        made.push_back(std::make_unique<sms::http_form_account>(io.get_executor(), one.form, sink()));
    return made;
}

std::vector<whatsapp::account> app::parts::whatsapp_accounts() const
{
    std::vector<whatsapp::account> made;
    for (const auto& one : with.whatsapp)
        made.push_back(make_account(one));
    return made;
}

void app::parts::show_waiting(const mo_message& asked)
{
    if (asked.via == channel_type::whatsapp)
        tasks.spawn("typing", whatsapp_out.show_typing(asked.account, asked.provider_id));
}

retention app::parts::kept_for() const
{
    return {.texts_days = with.retention.texts,
            .messages_days = with.retention.finished,
            .conversations_days = with.retention.conversations,
            .reports_days = with.retention.reports,
            .dead_letters_days = with.retention.dead_letters,
            .audit_days = with.retention.audit};
}

// What was read at the start is read anew; tokens of core and of Meta are read as they are used. false: one
// is missing, and all stays as it is.
bool app::parts::renew_secrets(std::vector<finding>& missing)
{
    const auto before = missing.size();
    const auto refuse = [&missing](std::string_view whose, std::string_view why) {
        missing.push_back({finding::level::error, "gateway.yaml", 0, "secrets",
                           fmt::format("{}: {}", whose, why), "put it where the settings say"});
    };
    const auto want = [&refuse](const secret& one, std::string_view whose) {
        if (const auto why = one.missing(); !why.empty())
            refuse(whose, why);
    };
    want(with.core.token, "core.token");
    for (const auto& account : with.smpp)
        want(account.password, "sms.smpp " + account.name);
    for (const auto& number : with.whatsapp) {
        for (const auto& one : number.app_secret)
            want(one, "whatsapp.app_secret");
        want(number.verify_token, "whatsapp.verify_token");
        want(number.access_token, "whatsapp.access_token");
    }
    std::vector<sms::http_form> renewed;
    for (const auto& one : with.forms) {
        std::string fault;
        renewed.push_back(make_form(one, fault));
        if (!fault.empty())
            refuse("sms.http " + one.form.name, fault);
    }
    if (missing.size() == before)
        try {
            public_server.renew_certificate();
        } catch (const std::exception& trouble) {
            refuse("http.tls", trouble.what());
        }
    if (missing.size() > before)
        return false;
    for (std::size_t i = 0; i < forms.size(); ++i)
        forms[i]->use(std::move(renewed[i]));
    for (std::size_t i = 0; i < sms_accounts.size(); ++i)
        sms_accounts[i]->use_password(with.smpp[i].password.value());
    webhooks.renew(whatsapp_accounts());
    return true;
}

}  // namespace sapa
