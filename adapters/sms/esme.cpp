// The shell of one bind: socket events in, the session's actions out.
#include "adapters/sms/esme.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include "adapters/sms/command_status.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {
namespace {

using clock = steady_clock;
using namespace std::chrono_literals;

constexpr auto use_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_octets = 64 * 1024;
constexpr auto tick_every = 100ms;
constexpr auto close_patience = 2s;  // for the last write

}  // namespace

esme::esme(asio::any_io_executor executor, const smpp_account& account, smpp::command_id bind,
           std::string name, std::shared_ptr<asio::ssl::context> tls, esme_events events)
    : executor_(executor),
      account_(account),
      bind_(bind),
      name_(std::move(name)),
      tls_(std::move(tls)),
      events_(std::move(events)),
      wake_(executor),
      plan_(account.hosts.size(), account.reconnect),
      random_(fresh_seed())
{
}

double esme::chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }

async<void> esme::run()
{
    while (!stopped_) {
        if (suspended_) {
            co_await rest(1h);
            continue;
        }
        co_await one_session();
        if (stopped_)
            break;
        const auto why = end_ ? smpp::end_of(end_->why, end_->command_status) : smpp::link_end::link_failed;
        const auto wait = plan_.ended(why, clock::now(), chance());
        if (!suspended_)
            co_await rest(wait);
    }
}

async<void> esme::rest(std::chrono::milliseconds span)
{
    wake_.expires_after(span);
    co_await wake_.async_wait(use_result);
}

async<void> esme::one_session()
{
    using namespace asio::experimental::awaitable_operators;
    auto link = std::make_shared<connection>(executor_, tls_);
    link_ = link;
    end_.reset();
    early_.clear();
    just_bound_ = greeted_ = was_bound_ = false;
    host_ = account_.hosts.empty() ? smpp_host() : account_.hosts[plan_.host() % account_.hosts.size()];
    if (const auto failed = co_await open(link, host_)) {
        link->close();
        last_end_ = "connect: " + failed.message();
        log_event(log_level::warning, "smpp_connect_failed",
                  {{"account", account_.name}, {"link", name_}, {"why", failed.message()}});
        co_return;
    }
    ++generation_;
    session_.emplace(session_settings(), clock::now());
    session_->start(clock::now(), actions_);
    perform();
    co_await (read_loop(link) || tick_loop(link));
    session_->on_cut(actions_);
    perform();
    link->close();
}

async<error_code> esme::open(std::shared_ptr<connection> link, smpp_host to)
{
    timer limit(executor_, account_.timers.connect);
    auto give_up = [link](error_code cancelled) {
        if (!cancelled)
            link->close();
    };
    limit.async_wait(give_up);
    auto failed = co_await link->link().connect(to, account_.tls);
    if (!failed && (link->closed() || stopped_ || suspended_))
        failed = asio::error::operation_aborted;
    co_return failed;
}

async<error_code> esme::read_loop(std::shared_ptr<connection> link)
{
    std::vector<char> buffer(2 * read_octets + smpp::pdu_octets_max);
    std::size_t held = 0;
    while (!link->closed() && !end_) {
        const auto got = co_await link->link().read_some(buffer.data() + held, read_octets);
        if (got.failed) {
            session_->on_cut(actions_);
            perform();
            co_return got.failed;
        }
        held += got.octets;
        const auto now = clock::now();
        session_->on_octets(now);
        const auto taken = take_pdus(std::string_view(buffer.data(), held));
        held -= taken;
        if (held > 0 && taken > 0)
            std::memmove(buffer.data(), buffer.data() + taken, held);
        session_->on_partial(held > 0, now);
        if (just_bound_)
            co_await greet();
        events_.turned(*this);
    }
    // What was queued before the end leaves first; then the connection closes itself, or the tick does.
    while (!link->closed()) {
        char rest[512];
        const auto got = co_await link->link().read_some(rest, sizeof rest);
        if (got.failed)
            co_return got.failed;
    }
    co_return error_code();
}

async<void> esme::greet()
{
    just_bound_ = false;
    co_await events_.bound(*this);
    greeted_ = true;
    for (auto& message : std::exchange(early_, {}))
        events_.arrived(*this, std::move(message));
}

std::size_t esme::take_pdus(std::string_view octets)
{
    std::size_t taken = 0;
    while (session_->alive()) {
        auto outcome = smpp::decode(octets.substr(taken));
        if (std::holds_alternative<smpp::need_more>(outcome))
            break;
        const auto now = clock::now();
        if (auto* whole = std::get_if<smpp::decoded>(&outcome)) {
            taken += whole->consumed;
            session_->on_pdu(std::move(whole->value), now, actions_);
        } else {
            const auto& broken = std::get<smpp::unparsed>(outcome);
            taken += broken.consumed;
            session_->on_unparsed(broken, now, actions_);
        }
        perform();
    }
    return taken;
}

async<error_code> esme::tick_loop(std::shared_ptr<connection> link)
{
    timer tick(executor_);
    for (;;) {
        tick.expires_after(tick_every);
        auto [cancelled] = co_await tick.async_wait(use_result);
        if (cancelled)
            co_return cancelled;
        const auto now = clock::now();
        session_->on_tick(now, actions_);
        perform();
        if (end_ && now - ended_at_ > close_patience)
            link->close();
        events_.turned(*this);
    }
}

std::size_t esme::room() const
{
    return session_ && !drained_ && !suspended_ && !stopped_ ? session_->room() : 0;
}

bool esme::bound() const { return session_ && session_->state() == smpp::session_state::bound; }

void esme::submit(smpp::pdu&& message, std::uint64_t token)
{
    session_->submit(std::move(message), token, clock::now(), actions_);
    perform();
}

void esme::acknowledge(std::uint64_t generation, smpp::command_id request, std::uint32_t sequence_number,
                       std::uint32_t command_status)
{
    if (generation != generation_ || !session_)
        return;
    session_->acknowledge(request, sequence_number, command_status, clock::now(), actions_);
    perform();
}

void esme::stop()
{
    stopped_ = true;
    leave();
}

void esme::suspend()
{
    suspended_ = true;
    leave();
}

void esme::leave()
{
    wake_.cancel();
    if (session_ && session_->alive()) {
        session_->stop(clock::now(), actions_);
        perform();
    } else if (link_) {
        link_->close();
    }
}

void esme::resume()
{
    suspended_ = drained_ = false;
    wake_.cancel();
}

smpp::session_settings esme::session_settings() const
{
    smpp::session_settings settings;
    settings.bind = bind_;
    settings.system_id = account_.system_id;
    settings.password = account_.password;
    settings.system_type = account_.system_type;
    settings.interface_version = account_.interface_version;
    settings.addr_ton = account_.bind_address.ton;
    settings.addr_npi = account_.bind_address.npi;
    settings.address_range = account_.address_range;
    settings.window = account_.window;
    settings.timers = account_.timers;
    return settings;
}

}  // namespace sapa::sms
