// Reads that share a connection.
#include "gateway/http/shared_reads.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include "gateway/http/client_exchange.hpp"

namespace sapa {
namespace {

using boost::system::error_code;

// Whoever stands last in a share waits no longer than this for those before, as far as the pace tells.
constexpr std::chrono::duration<double> wait_for_others{0.010};
constexpr double newest_weighs = 0.1;  // in the smoothed pace
constexpr std::chrono::seconds rest_after_trouble{30};

}  // namespace

async<shared_reads::result> shared_reads::send(http_request request)
{
    auto asked = std::make_shared<read>();
    if (!serialise_request(*pool_, request, asked->octets))
        co_return error_code(asio::error::invalid_argument);
    if (pool_->shut_down())
        co_return error_code(asio::error::operation_aborted);
    if (waiting_.size() >= pool_->options.waiting_max)
        co_return error_code(asio::error::try_again);
    const auto limit = pool_->options.waiting_timeout;
    asked->until = limit.count() > 0 ? clock::now() + limit : clock::time_point::max();
    auto park = [this, &asked](waker<result> parked) {
        auto slot = asio::get_associated_cancellation_slot(parked);
        asked->wake.emplace(std::move(parked));
        // The slot may outlive this wait and even the client, so it holds neither.
        if (slot.is_connected())
            slot.assign(
                [weak = weak_from_this(), mine = std::weak_ptr<read>(asked)](asio::cancellation_type) {
                    const auto owner = weak.lock();
                    if (const auto cancelled = mine.lock(); owner && cancelled)
                        owner->end(*cancelled, error_code(asio::error::operation_aborted));
                });
        gather(std::move(asked));  // a read owns its coroutine, which must not own the read
    };
    co_return co_await sleep<result>(park);
}

// What is asked in this turn of the loop leaves together.
void shared_reads::gather(read_ptr asked)
{
    waiting_.push_back(std::move(asked));
    if (std::exchange(gathering_, true))
        return;
    asio::post(pool_->executor, [self = shared_from_this()] {
        self->gathering_ = false;
        self->distribute();
    });
}

bool shared_reads::distribute()
{
    forget_what_waits_too_long();
    while (!waiting_.empty()) {
        auto* over = pool_->take_idle(true);
        if (!over)
            break;
        std::vector<read_ptr> together;
        for (auto most = share(); !waiting_.empty() && together.size() < most;) {
            together.push_back(std::move(waiting_.front()));
            waiting_.pop_front();
        }
        auto failed = [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        };
        asio::co_spawn(pool_->executor, exchange_all(over, std::move(together)), failed);
    }
    return !waiting_.empty();
}

void shared_reads::forget_what_waits_too_long()
{
    const auto now = clock::now();
    for (const auto& asked : waiting_)
        if (asked->until <= now)
            end(*asked, error_code(asio::error::timed_out));
    std::erase_if(waiting_, [](const read_ptr& asked) { return !asked->wake; });
}

std::size_t shared_reads::share() const
{
    if (clock::now() < alone_until_)
        return 1;
    const auto fit = wait_for_others / pace_;
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::min(fit, 1e6)), 1, pool_->options.pipelined);
}

async<void> shared_reads::exchange_all(pooled_connection* on, std::vector<read_ptr> together)
{
    const auto self = shared_from_this();
    pool_lease lease(*pool_, on);
    auto& over = lease.held();
    pool_->begin(over);
    over.out.clear();
    for (const auto& asked : together)
        over.out += asked->octets;
    error_code ec;
    const bool kept = std::exchange(over.usable, false);
    if (!kept)
        ec = co_await connect(*pool_, over);
    const bool reached = !ec;
    if (!ec)
        ec = co_await write_out(over);
    const auto begun = clock::now();
    exchange last{.keep = true};
    std::size_t answered = 0;
    while (!ec && last.keep && answered < together.size()) {
        http_response answer;
        last = co_await read_answer(over, answer, false, pool_->options.body_max);
        ec = last.ec;
        if (!ec)
            end(*together[answered++], std::move(answer));
    }
    over.usable = !ec && last.keep && over.in.size() == 0 && answered == together.size();
    if (answered == together.size()) {
        note_pace(clock::now() - begun, answered);
        co_return;
    }
    const bool cut = !ec || (closed_by_peer(ec) && !last.touched && (kept || answered > 0));
    const bool was_idle_too_long = cut && kept && answered == 0;
    if (reached && !was_idle_too_long)
        alone_until_ = clock::now() + rest_after_trouble;
    together.erase(together.begin(), together.begin() + static_cast<std::ptrdiff_t>(answered));
    if (over.late)
        ec = asio::error::timed_out;
    if (reached && !over.late)
        ask_again(std::move(together), ec, cut);
    else
        for (const auto& asked : together)
            end(*asked, ec);
}

// Each once more, and the first of them, whose answer went wrong, only where nothing of it came.
void shared_reads::ask_again(std::vector<read_ptr> rest, error_code ec, bool head_too)
{
    for (std::size_t i = rest.size(); i-- > 0;) {
        auto& asked = rest[i];
        if ((i > 0 || head_too) && !std::exchange(asked->again, true))
            waiting_.push_front(std::move(asked));  // the connection asks for them when it is given back
        else
            end(*asked, ec ? ec : error_code(asio::error::connection_reset));
    }
}

void shared_reads::end(read& asked, result with)
{
    if (!asked.wake)
        return;
    ended_.emplace_back(std::move(*asked.wake), std::move(with));
    asked.wake.reset();
    if (ended_.size() > 1)
        return;
    asio::post(pool_->executor, [self = shared_from_this()] {
        for (auto& [wake, told] : std::exchange(self->ended_, {}))
            std::move(wake)(std::move(told));
    });
}

void shared_reads::note_pace(clock::duration took, std::size_t answers)
{
    const std::chrono::duration<double> each = took / answers;
    pace_ += newest_weighs * (each - pace_);
}

void shared_reads::shut()
{
    for (const auto& asked : std::exchange(waiting_, {}))
        end(*asked, error_code(asio::error::operation_aborted));
}

}  // namespace sapa
