// What the session's actions are in the world: octets, events, lines in the log.
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/esme.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {
namespace {

using clock = steady_clock;

template <class... Ts>
struct overloaded : Ts...
{
    using Ts::operator()...;
};

}  // namespace

void esme::perform()
{
    // Reactions may come back here (a message refused at once), so the list is taken over first.
    while (!actions_.empty()) {
        auto todo = std::exchange(actions_, {});
        for (auto& what : todo)
            perform_one(what);
        if (actions_.empty()) {
            todo.clear();
            actions_ = std::move(todo);
        }
    }
}

void esme::perform_one(smpp::action& what)
{
    auto act = overloaded{
        [&](smpp::send_pdu& send) { write(send.what); },
        [&](smpp::became_bound& bound) {
            just_bound_ = was_bound_ = true;
            ++sessions_;
            plan_.bound(clock::now());
            log_event(log_level::info, "smpp_bound",
                      {{"account", account_.name}, {"link", name_}, {"smsc", bound.smsc}});
        },
        [&](smpp::message_arrived& message) {
            if (greeted_)
                events_.arrived(*this, std::move(message.what));
            else
                early_.push_back(std::move(message.what));
        },
        [&](smpp::submit_ended& ended) { events_.ended(*this, std::move(ended)); },
        [&](smpp::late_answer& late) { events_.late(*this, late); },
        [&](smpp::close_link& end) {
            end_ = end;
            ended_at_ = clock::now();
            log_end(end);
            last_end_ = std::string(to_string(end.why));
            if (end.command_status != 0)
                last_end_ += " " + smpp::status_name(end.command_status);
            connection::close_after_flush(link_);
            if (was_bound_)
                events_.closed(*this);
        },
        [&](smpp::noted& note) {
            log_event(
                log_level::warning, note.event,
                {{"account", account_.name}, {"link", name_}, {"number", note.number}, {"why", note.detail}});
        },
    };
    std::visit(act, what);
}

void esme::log_end(const smpp::close_link& end) const
{
    const bool ours = end.why == smpp::close_reason::unbound;
    const bool alarm = smpp::end_of(end.why, end.command_status) == smpp::link_end::credentials;
    log_event(ours    ? log_level::info
              : alarm ? log_level::error
                      : log_level::warning,
              "smpp_closed",
              {{"account", account_.name},
               {"link", name_},
               {"why", to_string(end.why)},
               {"status", smpp::status_name(end.command_status)}});
}

void esme::write(const smpp::pdu& what)
{
    const auto fault = smpp::encode(what, link_->queue());
    if (!fault) {
        connection::flush_soon(link_);
        return;
    }
    log_event(log_level::error, "smpp_pdu_not_written",
              {{"account", account_.name}, {"pdu", smpp::command_name(what.id())}, {"field", fault.field}});
    if (what.id() != smpp::command_id::submit_sm)
        return;
    // It never left: its end is told as the SMSC would.
    const bool address = std::string_view(fault.field).find("addr") != std::string_view::npos;
    constexpr std::uint32_t invalid_destination = 0x0B;
    session_->on_pdu(smpp::response(smpp::command_id::submit_sm, what.sequence_number,
                                    address ? invalid_destination : smpp::status::rinvmsglen),
                     clock::now(), actions_);
}

link_state esme::state() const
{
    link_state told;
    told.account = account_.name;
    told.link = name_;
    told.bind = std::string(smpp::command_name(bind_)).substr(5);
    told.host = host_.host + ":" + std::to_string(host_.port);
    told.state = suspended_                               ? "suspended"
                 : session_ && session_->alive()          ? std::string(to_string(session_->state()))
                 : link_ && !link_->closed() && !session_ ? "connecting"
                                                          : "waiting";
    told.in_flight = session_ ? session_->in_flight() : 0;
    told.window = account_.window;
    told.unacknowledged = session_ ? session_->unacknowledged() : 0;
    told.sessions = sessions_;
    told.last_end = last_end_;
    told.suspended = suspended_;
    told.drained = drained_;
    return told;
}

}  // namespace sapa::sms
