// Puts the binds of an account together.
#include "adapters/sms/esme_account.hpp"
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include "gateway/async/clock.hpp"
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {
namespace {

using namespace std::chrono_literals;
constexpr auto use_result = asio::as_tuple(asio::use_awaitable);
constexpr auto watch_every = 500ms;
constexpr int retire_turns = 500;  // of 10 ms: what is still in work then is recovered from the store

smpp::command_id command_of(bind_type kind)
{
    if (kind == bind_type::transmitter)
        return smpp::command_id::bind_transmitter;
    if (kind == bind_type::receiver)
        return smpp::command_id::bind_receiver;
    return smpp::command_id::bind_transceiver;
}

}  // namespace

esme_account::esme_account(asio::any_io_executor executor, smpp_account settings, mo_sink sink)
    : executor_(executor),
      settings_(std::move(settings)),
      sink_(std::move(sink)),
      out_(executor, settings_, ids_, counts_),
      in_(executor, settings_, sink_, ids_, counts_),
      watch_timer_(executor),
      tasks_(executor, [name = settings_.name](std::string_view task, std::exception_ptr failure) {
          log_event(log_level::error, "smpp_task_failed",
                    {{"account", name}, {"task", task}, {"why", describe(failure)}});
      })
{
    const auto tls = make_tls_context(settings_.tls);
    add_binds(command_of(settings_.bind), settings_.binds, tls);
    add_binds(smpp::command_id::bind_receiver, settings_.receiver_binds, tls);
    add_binds(smpp::command_id::bind_transmitter, settings_.transmitter_binds, tls);
    for (auto& one : binds_)
        out_.add_link(*one.link);
}

void esme_account::add_binds(smpp::command_id bind, int count, const std::shared_ptr<asio::ssl::context>& tls)
{
    for (int i = 0; i < count; ++i) {
        const auto index = binds_.size();
        auto name = settings_.name + "/" + std::to_string(index + 1);
        bind_slot slot;
        slot.link =
            std::make_unique<esme>(executor_, settings_, bind, std::move(name), tls, events_of(index));
        binds_.push_back(std::move(slot));
    }
}

esme_events esme_account::events_of(std::size_t index)
{
    esme_events events;
    events.bound = [this, index](esme&) { return on_bound(index); };
    events.closed = [this, index](esme&) { return on_closed(index); };
    events.arrived = [this, index](esme& link, smpp::pdu&& message) {
        in_.take(link, binds_[index].epoch, std::move(message));
    };
    events.ended = [this](esme&, smpp::submit_ended&& ended) { out_.on_ended(std::move(ended)); };
    events.late = [this](esme&, const smpp::late_answer& late) { out_.on_late(late); };
    events.turned = [this](esme&) { out_.pump(); };
    return events;
}

async<void> esme_account::on_bound(std::size_t index)
{
    out_.pump();
    try {
        binds_[index].epoch = co_await sink_.store.begin_epoch(settings_.name, system_now());
    } catch (const std::exception& failed) {
        // Questions are taken all the same; only a redelivery may go unrecognised.
        binds_[index].epoch = 0;
        log_event(log_level::error, "smpp_epoch_not_stored",
                  {{"account", settings_.name}, {"why", failed.what()}});
    }
}

async<void> esme_account::on_closed(std::size_t index)
{
    out_.on_closed(*binds_[index].link);
    const auto epoch = std::exchange(binds_[index].epoch, 0);
    if (epoch == 0)
        co_return;
    try {
        co_await sink_.store.end_epoch(epoch, system_now());
    } catch (const std::exception& failed) {
        log_event(log_level::error, "smpp_epoch_not_stored",
                  {{"account", settings_.name}, {"why", failed.what()}});
    }
}

async<void> esme_account::run()
{
    co_await in_.restore();
    for (auto& one : binds_)
        tasks_.spawn(one.link->name(), one.link->run());
    tasks_.spawn("parts", watch());
    co_await tasks_.wait_until_empty();
    for (int turn = 0; !in_.idle() && turn < retire_turns; ++turn)
        co_await pause_for(10ms);
}

async<void> esme_account::watch()
{
    while (!stopping_) {
        in_.expire();
        watch_timer_.expires_after(watch_every);
        co_await watch_timer_.async_wait(use_result);
    }
}

void esme_account::stop()
{
    stopping_ = true;
    watch_timer_.cancel();
    for (auto& one : binds_)
        one.link->stop();
}

bool esme_account::bound() const
{
    return std::ranges::any_of(binds_, [](const bind_slot& one) { return one.link->bound(); });
}

async<send_outcome> esme_account::send(mt_message message, std::string reference, std::size_t first_segment)
{
    return out_.send(std::move(message), std::move(reference), first_segment);
}

std::vector<link_state> esme_account::links() const
{
    std::vector<link_state> all;
    for (const auto& one : binds_)
        all.push_back(one.link->state());
    return all;
}

template <class Do>
bool esme_account::each(std::string_view link, Do what)
{
    bool found = false;
    for (auto& one : binds_)
        if (link.empty() || one.link->name() == link) {
            what(*one.link);
            found = true;
        }
    return found;
}

bool esme_account::suspend(std::string_view link)
{
    return each(link, [](esme& one) { one.suspend(); });
}
bool esme_account::resume(std::string_view link)
{
    return each(link, [](esme& one) { one.resume(); });
}
bool esme_account::drain(std::string_view link)
{
    return each(link, [](esme& one) { one.drain(); });
}

}  // namespace sapa::sms
