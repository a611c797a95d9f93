// Puts the binds of an account together.
#include "adapters/sms/esme_account.hpp"
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
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
    events.closed = [this, index](esme&) { on_closed(index); };
    events.arrived = [this, index](esme&, smpp::pdu&& message) { on_arrived(index, std::move(message)); };
    events.ended = [this](esme&, smpp::submit_ended&& ended) { out_.on_ended(std::move(ended)); };
    events.late = [this](esme&, const smpp::late_answer& late) { out_.on_late(late); };
    events.turned = [this](esme&) { out_.pump(); };
    return events;
}

async<void> esme_account::on_bound(std::size_t index)
{
    out_.pump();
    const auto epoch = co_await begin_epoch();
    binds_[index].epochs.push_back(epoch);
}

// 0 where the store cannot: questions are taken all the same, only a redelivery may go unrecognised.
async<row_id> esme_account::begin_epoch()
{
    try {
        co_return co_await sink_.store.begin_epoch(settings_.name, system_now());
    } catch (const std::exception& failed) {
        log_event(log_level::error, "smpp_epoch_not_stored",
                  {{"account", settings_.name}, {"why", failed.what()}});
    }
    co_return 0;
}

// With several binds the SMSC redelivers what a cut left open on any of them, at once. A bind that stays
// begins a new epoch then, so that a redelivery comes in a later one; and what has just been read waits for
// the loop's other sockets, where the cut may be ready to be read too.
void esme_account::on_arrived(std::size_t index, smpp::pdu&& message)
{
    auto& link = *binds_[index].link;
    if (binds_.size() == 1)
        return in_.take(link, binds_[index].epochs.empty() ? 0 : binds_[index].epochs.back(),
                        std::move(message));
    arrived_.push_back({index, link.generation(), std::move(message)});
    if (arrived_.size() == 1)
        asio::post(executor_, [this, alive = std::weak_ptr<int>(alive_)] {
            if (!alive.expired())
                hand_over();
        });
}

void esme_account::hand_over()
{
    if (epochs_changing_ > 0)
        return;  // it calls here when it is done
    for (auto& one : std::exchange(arrived_, {})) {
        auto& bind = binds_[one.index];
        if (one.generation == bind.link->generation() && bind.link->alive() && !bind.epochs.empty())
            in_.take(*bind.link, bind.epochs.back(), std::move(one.message));
        // else: its session is over and it comes again
    }
}

void esme_account::on_closed(std::size_t index)
{
    out_.on_closed(*binds_[index].link);
    auto ended = std::exchange(binds_[index].epochs, {});
    ++epochs_changing_;
    tasks_.spawn("epochs", change_epochs(std::move(ended)));
}

async<void> esme_account::change_epochs(std::vector<row_id> ended)
{
    try {
        for (const auto epoch : ended)
            if (epoch != 0)
                co_await sink_.store.end_epoch(epoch, system_now());
    } catch (const std::exception& failed) {
        log_event(log_level::error, "smpp_epoch_not_stored",
                  {{"account", settings_.name}, {"why", failed.what()}});
    }
    for (std::size_t i = 0; i < binds_.size(); ++i) {
        if (binds_[i].epochs.empty())
            continue;
        const auto generation = binds_[i].link->generation();
        const auto epoch = co_await begin_epoch();
        if (generation == binds_[i].link->generation() && !binds_[i].epochs.empty())
            binds_[i].epochs.push_back(epoch);
        else if (epoch != 0)
            co_await sink_.store.end_epoch(epoch, system_now());
    }
    --epochs_changing_;
    hand_over();
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
