#include "network.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include "adapters/sms/transport.hpp"
#include "core_peer.hpp"
#include "gateway/async/within.hpp"
#include "gateway/http/client.hpp"
#include "graph_peer.hpp"
#include "smsc_peer.hpp"

// No socket is ever ready here. The loop's timer always is, so that the loop looks at its timers whenever it
// is polled, without a call of the kernel.
namespace {
thread_local int timer_descriptor = -1;
thread_local epoll_data_t timer_event{};
}  // namespace
extern "C" int timerfd_create(int, int) noexcept { return timer_descriptor = ::eventfd(0, EFD_CLOEXEC); }
extern "C" int timerfd_settime(int, int, const itimerspec*, itimerspec*) noexcept { return 0; }
extern "C" int epoll_ctl(int, int, int descriptor, epoll_event* about) noexcept
{
    if (about && descriptor == timer_descriptor)
        timer_event = about->data;
    return 0;
}
extern "C" int epoll_wait(int, epoll_event* ready, int, int)
{
    if (timer_descriptor < 0)
        return 0;
    *ready = {.events = EPOLLIN, .data = timer_event};
    return 1;
}

namespace sapa::simulation {
namespace {

// Which wire a transport of the gateway holds.
std::map<const sms::transport*, wire_ptr>& wires()
{
    static thread_local std::map<const sms::transport*, wire_ptr> all;
    return all;
}

milliseconds latency() { return here().between(milliseconds(1), milliseconds(40)); }

time_point behind(time_point& last)
{
    last = std::max(last, here().now + latency());
    return last;
}

void hang_up(const wire_ptr& one)
{
    if (!one->cut)
        cut(one);
}

// The dead do nothing any more.
async<void> for_ever()
{
    timer never(co_await asio::this_coro::executor, time_point::max());
    co_await never.async_wait(asio::use_awaitable);
}

}  // namespace

void send_to_gateway(const wire_ptr& on, std::string octets)
{
    const auto when = behind(on->last_to_us);
    here().events.emplace(when, [on, octets = std::move(octets)] {
        if (on->cut)
            return;
        on->arrived += octets;
        on->wake();
    });
}

void cut(const wire_ptr& one)
{
    one->cut = true;
    one->arrived.clear();
    one->wake();
    here().smsc->gone(one);
}

void cut_all()
{
    for (auto& [owner, one] : wires())
        hang_up(one);
}

}  // namespace sapa::simulation

namespace sapa::sms {

using namespace simulation;

std::shared_ptr<asio::ssl::context> make_tls_context(const tls_settings&) { return nullptr; }

transport::transport(asio::any_io_executor executor, std::shared_ptr<asio::ssl::context> tls)
    : socket_(executor), resolver_(executor), context_(std::move(tls))
{
}

transport::~transport()
{
    close();
    wires().erase(this);
}

async<error_code> transport::connect(smpp_host, tls_settings)
{
    auto line = std::make_shared<wire>();
    line->born = here().life;
    wires()[this] = line;
    co_await pause_for(latency());
    if (line->cut || !here().smsc->answers_calls())
        co_return asio::error::connection_refused;
    here().smsc->connected(line);
    co_return error_code();
}

async<transport::read_result> transport::read_some(char* into, std::size_t most)
{
    // While it waits, the wire knows its timer, however the wait ends.
    struct waiting
    {
        waiting(wire_ptr on_, timer& idle) : on(std::move(on_)) { on->reader = &idle; }
        ~waiting() { on->reader = nullptr; }
        wire_ptr on;
    };
    const auto line = wires().at(this);
    while (line->arrived.empty() && !line->cut) {
        timer idle(co_await asio::this_coro::executor, time_point::max());
        const waiting held(line, idle);
        error_code woken;
        co_await idle.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    read_result result;
    if (line->cut) {
        result.failed = asio::error::connection_reset;
        co_return result;
    }
    // A stream knows no borders: now and then only a part is there.
    result.octets = std::min(most, line->arrived.size());
    if (here().percent(5))
        result.octets = 1 + here().draw(static_cast<std::uint32_t>(result.octets));
    std::copy_n(line->arrived.data(), result.octets, into);
    line->arrived.erase(0, result.octets);
    co_return result;
}

void transport::write(std::string_view octets, std::function<void(error_code)> done)
{
    const auto line = wires().at(this);
    const bool lost = line->cut || line->born != here().life;
    if (!lost) {
        const auto when = behind(line->last_to_smsc);
        here().events.emplace(when, [line, sent = std::string(octets)] {
            if (!line->cut)
                here().smsc->read(line, sent);
        });
    }
    asio::post(socket_.get_executor(), [lost, done = std::move(done)] {
        done(lost ? error_code(asio::error::broken_pipe) : error_code());
    });
}

void transport::close()
{
    if (const auto at = wires().find(this); at != wires().end())
        hang_up(at->second);
}

std::string transport::peer() const { return "simulated"; }

}  // namespace sapa::sms

namespace sapa {

using namespace simulation;

struct http_client::pool
{
    http_client_options options{};
    bool to_graph{};
    int born{};
    std::size_t in_flight{};
};

http_client::http_client(asio::any_io_executor, http_client_options options) : pool_(std::make_unique<pool>())
{
    pool_->to_graph = options.base_url.find("graph") != std::string::npos;
    pool_->options = std::move(options);
    pool_->born = here().life;
}

http_client::~http_client() = default;

async<boost::system::result<http_response>> http_client::send(http_request request, bool)
{
    struct place
    {
        explicit place(std::size_t& of) : taken(of) { ++taken; }
        ~place() { --taken; }
        std::size_t& taken;
    };
    auto& mine = *pool_;
    if (mine.born != here().life)
        co_await for_ever();
    const auto limit = mine.options.waiting_timeout;
    for (milliseconds waited{}; mine.in_flight >= mine.options.connections; waited += milliseconds(10)) {
        if (limit.count() > 0 && waited >= limit)
            co_return error_code(asio::error::timed_out);
        co_await pause_for(milliseconds(10));
    }
    const place held(mine.in_flight);
    const auto fate = mine.to_graph ? here().graph->fate_of(request) : here().core->fate_of(request);
    co_await pause_for(fate.there);
    if (fate.refused)
        co_return error_code(asio::error::connection_refused);
    http_response answer;
    if (mine.to_graph)
        answer = here().graph->serve(request);
    else
        answer = co_await here().core->serve(std::move(request));
    const auto left = mine.options.timeout - fate.there;
    const bool late = fate.silent || fate.back > left;
    co_await pause_for(late ? left : fate.back);
    if (late)
        co_return error_code(asio::error::timed_out);
    if (fate.cut_after)
        co_return error_code(asio::error::connection_reset);
    co_return std::move(answer);
}

}  // namespace sapa
