// The lab's SMSC over sockets; what its sessions do is in smsc_session.cpp.
#include "gateway/lab/smsc.hpp"
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include "gateway/async/task_group.hpp"
#include "gateway/lab/smsc_state.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::lab {
namespace {

constexpr auto use_result = asio::as_tuple(asio::use_awaitable);

auto report(const char* task)
{
    return [task](std::exception_ptr failure) {
        if (failure)
            log_event(log_level::error, "lab_smsc_failed", {{"task", task}, {"why", describe(failure)}});
    };
}

}  // namespace

void smsc::state::listen(const std::shared_ptr<state>& self, std::uint16_t at)
{
    const asio::ip::tcp::endpoint where(asio::ip::make_address(self->options.host), at);
    self->acceptor.open(where.protocol());
    self->acceptor.set_option(asio::socket_base::reuse_address(true));
    self->acceptor.bind(where);
    self->acceptor.listen();
    self->port = self->acceptor.local_endpoint().port();
    asio::co_spawn(self->executor, accept_loop(self), report("accept"));
}

async<void> smsc::state::accept_loop(std::shared_ptr<state> self)
{
    for (;;) {
        auto peer = std::make_shared<smsc_peer>(self->executor);
        auto [failed] = co_await self->acceptor.async_accept(peer->link->link().socket(), use_result);
        if (failed)
            co_return;
        peer->link->link().accepted();
        self->peers.push_back(peer);
        asio::co_spawn(self->executor, read_loop(self, peer), report("session"));
    }
}

async<void> smsc::state::read_loop(std::shared_ptr<state> self, std::shared_ptr<smsc_peer> peer)
{
    std::string held;
    std::vector<char> chunk(64 * 1024);
    while (!peer->link->closed()) {
        const auto got = co_await peer->link->link().read_some(chunk.data(), chunk.size());
        if (got.failed)
            break;
        held.append(chunk.data(), got.octets);
        std::size_t taken = 0;
        while (!peer->link->closed()) {
            auto outcome = smpp::decode(std::string_view(held).substr(taken));
            if (std::holds_alternative<smpp::need_more>(outcome))
                break;
            if (auto* whole = std::get_if<smpp::decoded>(&outcome)) {
                taken += whole->consumed;
                self->on_pdu(self, peer, std::move(whole->value));
                continue;
            }
            const auto& broken = std::get<smpp::unparsed>(outcome);
            taken += broken.consumed;
            smpp::pdu nack;
            nack.sequence_number = broken.header.sequence_number;
            nack.command_status = broken.answer;
            self->send(*peer, nack);
            if (broken.lost_framing)
                peer->link->close();
        }
        held.erase(0, taken);
        self->send_questions();
    }
    peer->link->close();
    self->on_gone(peer);
}

smsc::smsc(asio::any_io_executor executor, smsc_options options)
    : state_(std::make_shared<state>(executor, std::move(options)))
{
    state::listen(state_, state_->options.port);
}

smsc::~smsc() { stop(); }

std::uint16_t smsc::port() const { return state_->port; }

std::size_t smsc::bound() const
{
    return static_cast<std::size_t>(std::ranges::count_if(state_->peers, &smsc_peer::bound));
}

const smsc_counts& smsc::counts() const { return state_->counts; }

std::size_t smsc::open_questions() const
{
    std::size_t open = state_->waiting.size();
    for (const auto& peer : state_->peers)
        open += peer->asked.size();
    return open;
}

void smsc::ask(smpp::pdu question)
{
    ++state_->counts.questions;
    state_->waiting.push_back(std::move(question));
    state_->send_questions();
}

const std::vector<smsc_reply>& smsc::replies() const { return state_->replies; }
void smsc::when_reply(std::function<void(const smsc_reply&)> tell) { state_->tell = std::move(tell); }
void smsc::forget_replies() { state_->replies.clear(); }

void smsc::script(std::vector<submit_fault> faults)
{
    state_->faults.insert(state_->faults.end(), faults.begin(), faults.end());
}

void smsc::at_random(double throttled, double dropped, double cut, std::uint32_t seed)
{
    state_->chance_throttled = throttled;
    state_->chance_dropped = dropped;
    state_->chance_cut = cut;
    state_->random.seed(seed);
}

void smsc::set_bind_status(std::uint32_t status) { state_->options.bind_status = status; }

void smsc::hold_responses(bool on)
{
    state_->holding = on;
    if (!on)
        for (auto& answer : std::exchange(state_->held, {}))
            answer();
}

void smsc::cut()
{
    for (auto& peer : state_->peers)
        peer->link->close();
}

void smsc::unbind()
{
    for (auto& peer : state_->peers)
        state_->request(*peer, smpp::unbind());
}

void smsc::enquire()
{
    for (auto& peer : state_->peers)
        state_->request(*peer, smpp::enquire_link());
}

void smsc::send_raw(std::string octets)
{
    for (auto& peer : state_->peers) {
        peer->link->queue() += octets;
        sms::connection::flush_soon(peer->link);
    }
}

void smsc::go_away()
{
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    cut();
    // The port stays taken, so that no client meets itself there.
    state_->place.open(asio::ip::tcp::v4(), ignored);
    state_->place.set_option(asio::socket_base::reuse_address(true), ignored);
    state_->place.bind({asio::ip::make_address(state_->options.host), state_->port}, ignored);
}

void smsc::listen_again()
{
    boost::system::error_code ignored;
    state_->place.close(ignored);
    state::listen(state_, state_->port);
}

void smsc::stop()
{
    state_->tell = nullptr;
    state_->held.clear();
    go_away();
}

}  // namespace sapa::lab
