// Requests over kept connections: one in flight each, waiters served in order; reads may share one.
#include "gateway/http/client.hpp"

#include <boost/asio/error.hpp>
#include "gateway/http/client_exchange.hpp"
#include "gateway/http/shared_reads.hpp"

namespace sapa {
namespace {

using boost::system::error_code;
using pool_ptr = std::shared_ptr<http_pool>;

async<boost::system::result<http_response>> send_on(pool_ptr pool, http_request request, bool again)
{
    error_code ec;
    pool_lease lease(*pool, pool->take_idle(again));
    if (!lease) {
        if (pool->waiting() >= pool->options.waiting_max)
            co_return error_code(asio::error::try_again);
        lease.take(co_await pool->next_free());
    }
    if (!lease)
        co_return pool->shut_down() ? error_code(asio::error::operation_aborted)
                                    : error_code(asio::error::timed_out);
    auto& over = lease.held();
    pool->begin(over);
    over.out.clear();
    if (!serialise_request(*pool, request, over.out))
        co_return error_code(asio::error::invalid_argument);
    http_response answer;
    for (int attempt = 0;; ++attempt) {
        // Not usable until its answer is read whole, however this coroutine ends.
        const bool kept = std::exchange(over.usable, false);
        if (!kept)
            ec = co_await connect(*pool, over);
        if (ec)
            break;
        exchange done;
        done.ec = co_await write_out(over);
        if (!done.ec)
            done = co_await read_answer(over, answer, request.method == "HEAD", pool->options.body_max);
        ec = done.ec;
        if (!ec)
            over.usable = done.keep && over.in.size() == 0;
        if (!ec || attempt > 0 || !kept || !again || done.touched || over.late || !closed_by_peer(ec))
            break;
        ec = {};
    }
    if (ec)
        co_return over.late ? error_code(asio::error::timed_out) : ec;
    co_return std::move(answer);
}

}  // namespace

struct http_client::pool
{
    pool_ptr shared;
    std::shared_ptr<shared_reads> reads{};  // where several may share a connection
};

http_client::http_client(asio::any_io_executor executor, http_client_options options)
    : pool_(std::make_unique<pool>())
{
    pool_->shared = std::make_shared<http_pool>(std::move(executor), std::move(options));
    if (pool_->shared->options.pipelined < 2)
        return;
    pool_->reads = std::make_shared<shared_reads>(pool_->shared);
    pool_->shared->on_idle = [weak = pool_->reads->weak_from_this()] {
        const auto reads = weak.lock();
        return reads && reads->distribute();
    };
}

http_client::~http_client()
{
    pool_->shared->shut();
    if (pool_->reads)
        pool_->reads->shut();
}

async<boost::system::result<http_response>> http_client::send(http_request request, bool again)
{
    if (pool_->reads && again && request.method == "GET" && request.body.empty())
        return pool_->reads->send(std::move(request));
    return send_on(pool_->shared, std::move(request), again);
}

}  // namespace sapa
