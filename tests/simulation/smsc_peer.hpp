// The simulated SMSC: holds questions until they are acknowledged, takes replies, misbehaves as its mood is.
#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>
#include "adapters/sms/codec.hpp"
#include "network.hpp"
#include "witness.hpp"

namespace sapa::simulation {

// Percentages of submit_sm.
struct smsc_mood
{
    int throttled{}, queue_full{}, refused{}, unanswered{}, late{}, twice{}, cut{};
    bool unreachable{};
    int receipts{30};  // of those accepted
};

struct smsc_peer
{
    smsc_peer(world& in_, witness& seen_) : in(in_), seen(seen_) { in.smsc = this; }

    // A person sends an SMS; `question` names it to the witness, `part` one of its parts.
    struct question
    {
        int number{};
        std::string sender{}, octets{};
        std::uint8_t esm_class{}, data_coding{};
        bool receipt{};
    };
    void ask(question asked);
    void hang_up();  // all links at once
    bool answers_calls() const { return !mood.unreachable; }
    std::size_t waiting() const { return queue.size(); }
    bool quiet() const;

    // -- told by the network --
    void connected(const wire_ptr& on);
    void gone(const wire_ptr& on);
    void read(const wire_ptr& on, const std::string& octets);

    smsc_mood mood{};
    bool takes_twice{};  // as if every message were sent twice

private:
    static constexpr std::size_t asked_max = 10;
    struct session
    {
        wire_ptr on{};
        bool bound{};
        std::uint32_t sequence{};
        std::map<std::uint32_t, question> asked{};
    };

    session* find(const wire_ptr& on);
    void on_pdu(session& at, const smpp::pdu& received);
    void on_submit(session& at, const smpp::pdu& received);
    void on_acknowledged(session& at, const smpp::pdu& received);
    void take(const smpp::submit_sm& submit, const smpp::pdu& received, const std::string& message_id);
    void send_receipt(const smpp::submit_sm& about, const std::string& message_id);
    void send(session& at, const smpp::pdu& what);
    void hand_out();

    world& in;
    witness& seen;
    std::vector<session> sessions{};
    std::deque<question> queue{};
    std::uint64_t message_ids{};
};

}  // namespace sapa::simulation
