// The pool's book-keeping.
#include "gateway/http/client_pool.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

namespace sapa {
namespace {

constexpr auto idle_unchecked = std::chrono::seconds(1);

// Nothing to read and not closed, as far as the kernel knows.
bool looks_alive(pooled_connection& kept)
{
    char octet{};
    boost::system::error_code ec;
    kept.socket.receive(asio::buffer(&octet, 1), asio::socket_base::message_peek, ec);
    return ec == asio::error::would_block;
}

}  // namespace

http_peer parse_base_url(const std::string& url)
{
    const auto parsed = boost::urls::parse_uri(url);
    const bool secure = parsed && parsed->scheme() == "https";
    if (!parsed || (!secure && parsed->scheme() != "http") || parsed->host().empty() || parsed->has_query())
        throw std::invalid_argument("base_url is not of the form http(s)://host[:port][/prefix]");
    http_peer peer;
    peer.secure = secure;
    peer.host = parsed->host_address();
    peer.port = parsed->has_port() && parsed->port_number() != 0 ? parsed->port_number() : secure ? 443 : 80;
    peer.authority = std::string(parsed->encoded_host_and_port());
    peer.prefix = std::string(parsed->encoded_path());
    while (peer.prefix.ends_with('/'))
        peer.prefix.pop_back();
    return peer;
}

void pooled_connection::restart()
{
    close();
    tls.reset();
    in.clear();
    usable = false;
}

http_pool::http_pool(asio::any_io_executor on, http_client_options wanted)
    : executor(std::move(on)),
      options(std::move(wanted)),
      peer(parse_base_url(options.base_url)),
      tick_(executor)
{
    if (peer.secure)
        tls.emplace(client_tls(options.ca_file));
    options.connections = std::max<std::size_t>(options.connections, 1);
}

pooled_connection* http_pool::take_idle(bool again)
{
    if (shut_)
        return nullptr;
    if (!idle_.empty()) {
        auto* kept = idle_.back();
        idle_.pop_back();
        const bool look = kept->usable && (!again || clock::now() - kept->idle_since > idle_unchecked);
        if (look && !looks_alive(*kept))
            kept->restart();
        return kept;
    }
    if (all_.size() >= options.connections)
        return nullptr;
    all_.push_back(std::make_unique<pooled_connection>(executor));
    return all_.back().get();
}

async<pooled_connection*> http_pool::next_free()
{
    if (shut_)
        co_return nullptr;
    const auto limit = options.waiting_timeout;
    const auto until = limit.count() > 0 ? clock::now() + limit : clock::time_point::max();
    arm_tick();
    auto park = [this, until](wake_handler parked) {
        auto slot = asio::get_associated_cancellation_slot(parked);
        waiter added{std::move(parked), until, ++last_waiter_};
        waiters_.push_back(std::move(added));
        // The slot may outlive this wait and even the pool, so it holds neither.
        if (slot.is_connected())
            slot.assign([weak = weak_from_this(), id = last_waiter_](asio::cancellation_type) {
                if (auto self = weak.lock())
                    self->give_up(id);
            });
    };
    co_return co_await sleep<pooled_connection*>(park);
}

void http_pool::begin(pooled_connection& with)
{
    with.deadline = clock::now() + options.timeout;
    with.late = false;
    arm_tick();
}

void http_pool::give_back(pooled_connection* from)
{
    from->deadline = clock::time_point::max();
    if (!from->usable || shut_)
        from->restart();
    if (waiters_.empty() || shut_) {
        from->idle_since = clock::now();
        idle_.push_back(from);
        if (on_idle && !shut_)
            on_idle();
        return;
    }
    wake(waiters_.begin(), from);
}

void http_pool::wake(std::list<waiter>::iterator place, pooled_connection* won)
{
    auto woken = std::move(place->wake);
    waiters_.erase(place);
    asio::post(executor, [waiter = std::move(woken), won]() mutable { waiter(won); });
}

void http_pool::give_up(std::uint64_t id)
{
    const auto place = std::ranges::find(waiters_, id, &waiter::id);
    if (place != waiters_.end())
        wake(place, nullptr);
}

void http_pool::arm_tick()
{
    if (ticking_)
        return;
    ticking_ = true;
    const auto step = std::clamp(options.timeout / 16, milliseconds(1), milliseconds(100));
    tick_.expires_after(step);
    tick_.async_wait([weak = weak_from_this()](boost::system::error_code) {
        if (auto self = weak.lock())
            self->on_tick();
    });
}

void http_pool::on_tick()
{
    ticking_ = false;
    const auto now = clock::now();
    bool any = false;
    for (auto& one : all_) {
        one->close_if_late(now);
        any |= one->deadline != clock::time_point::max();
    }
    while (!waiters_.empty() && waiters_.front().until <= now)
        wake(waiters_.begin(), nullptr);
    const bool others_wait = on_idle && !shut_ && on_idle();
    if ((any || others_wait || !waiters_.empty()) && !shut_)
        arm_tick();
}

void http_pool::shut()
{
    shut_ = true;
    tick_.cancel();
    for (auto& one : all_) {
        one->late = true;
        one->close();
    }
    while (!waiters_.empty())
        wake(waiters_.begin(), nullptr);
}

}  // namespace sapa
