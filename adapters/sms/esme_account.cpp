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
constexpr auto epoch_retry = 200ms;
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
    return renew_epoch(index);
}

async<void> esme_account::renew_epoch(std::size_t index)
{
    binds_[index].open = false;
    const auto generation = binds_[index].link->generation();
    const bool begun = co_await try_begin_epoch(index, generation);
    if (!begun)
        tasks_.spawn("epoch", begin_epoch(index, generation));
}

// Until it is stored or the session is over. Questions are sent back meanwhile.
async<void> esme_account::begin_epoch(std::size_t index, std::uint64_t generation)
{
    const auto& link = *binds_[index].link;
    bool begun = false;
    while (!begun && !stopping_ && link.alive() && link.generation() == generation) {
        co_await pause_for(epoch_retry);
        begun = co_await try_begin_epoch(index, generation);
    }
}

// Not before the ends of earlier epochs are stored: what comes again must find its first copy in an ended
// one.
async<bool> esme_account::try_begin_epoch(std::size_t index, std::uint64_t generation)
{
    if (epochs_ending_ > 0)
        co_return false;
    row_id epoch = 0;
    try {
        epoch = co_await sink_.store.begin_epoch(settings_.name, system_now());
    } catch (const std::exception& failed) {
        log_event(log_level::error, "smpp_epoch_not_stored",
                  {{"account", settings_.name}, {"why", failed.what()}});
    }
    if (epoch == 0)
        co_return false;
    auto& bind = binds_[index];
    if (bind.link->generation() == generation && bind.link->alive()) {
        bind.epochs.push_back(epoch);
        bind.open = true;
    } else {
        co_await try_end_epoch(epoch);
    }
    co_return true;
}

async<bool> esme_account::try_end_epoch(row_id epoch)
{
    try {
        co_await sink_.store.end_epoch(epoch, system_now());
        co_return true;
    } catch (const std::exception& failed) {
        log_event(log_level::error, "smpp_epoch_not_stored",
                  {{"account", settings_.name}, {"why", failed.what()}});
    }
    co_return false;
}

// With several binds the SMSC redelivers what a cut left open on any of them, at once. A bind that stays
// begins a new epoch then, so that a redelivery comes in a later one; and what has just been read waits for
// the loop's other sockets, where the cut may be ready to be read too.
void esme_account::on_arrived(std::size_t index, smpp::pdu&& message)
{
    if (binds_.size() == 1)
        return give(index, std::move(message));
    arrived_.push_back({index, binds_[index].link->generation(), std::move(message)});
    if (arrived_.size() == 1)
        asio::post(executor_, [this, alive = std::weak_ptr<int>(alive_)] {
            if (!alive.expired())
                hand_over();
        });
}

// Without an epoch nothing is taken: it could not be told from its own redelivery.
void esme_account::give(std::size_t index, smpp::pdu&& message)
{
    auto& bind = binds_[index];
    if (!bind.open)
        in_.refuse(*bind.link, message);
    else
        in_.take(*bind.link, bind.epochs.back(), std::move(message));
}

void esme_account::hand_over()
{
    if (epochs_changing_ > 0)
        return;  // it calls here when it is done
    for (auto& one : std::exchange(arrived_, {})) {
        const auto& link = *binds_[one.index].link;
        if (one.generation == link.generation() && link.alive())
            give(one.index, std::move(one.message));
        // else: its session is over and it comes again
    }
}

void esme_account::on_closed(std::size_t index)
{
    out_.on_closed(*binds_[index].link);
    auto ended = std::exchange(binds_[index].epochs, {});
    binds_[index].open = false;
    ++epochs_changing_;
    ++epochs_ending_;
    tasks_.spawn("epochs", change_epochs(std::move(ended)));
}

async<void> esme_account::change_epochs(std::vector<row_id> ended)
{
    std::vector<row_id> left;
    for (const auto epoch : ended) {
        const bool stored = co_await try_end_epoch(epoch);
        if (!stored)
            left.push_back(epoch);
    }
    if (left.empty())
        --epochs_ending_;
    else
        tasks_.spawn("epochs", end_epochs(std::move(left)));
    for (std::size_t i = 0; i < binds_.size(); ++i)
        if (binds_[i].open)
            co_await renew_epoch(i);
    --epochs_changing_;
    hand_over();
}

// The store could not. Ended later than it was, an epoch only has more copies that may come again.
async<void> esme_account::end_epochs(std::vector<row_id> left)
{
    for (const auto epoch : left)
        for (bool stored = false; !stored && !stopping_;) {
            co_await pause_for(epoch_retry);
            stored = co_await try_end_epoch(epoch);
        }
    --epochs_ending_;
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

void esme_account::use_password(std::string password)
{
    if (password == settings_.password)
        return;
    settings_.password = std::move(password);
    for (auto& one : binds_)
        if (!one.link->bound())
            one.link->hurry();
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
