// The lab's SMSC: accepts binds over a real socket, sends questions, collects replies, breaks things on
// demand.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include "adapters/sms/pdu.hpp"

namespace sapa::lab {

struct smsc_options
{
    std::string host{"127.0.0.1"};
    std::uint16_t port{};                 // 0: any free one
    std::string system_id{}, password{};  // empty: everybody may bind
    std::string short_code{"2757"};
    bool receipts{};              // DELIVRD for each accepted submit_sm that asks for it
    bool redeliver{true};         // a question without its answer comes again in the next session
    std::uint32_t bind_status{};  // other than 0: no bind succeeds
};

// A reply, joined from its segments.
struct smsc_reply
{
    std::string from{}, to{}, text{};
    std::size_t segments{1};
    std::uint8_t data_coding{}, registered_delivery{};
    bool incomplete{};
    std::vector<std::pair<std::uint16_t, std::string>> tlvs{};  // of the last segment
};

// What happens to one submit_sm; applied in turn.
struct submit_fault
{
    std::uint32_t status{};             // answer with this
    std::chrono::milliseconds delay{};  // answer later
    bool drop{};                        // never answer
    bool close{};                       // cut the connection instead
    bool twice{};                       // answer twice
    std::string garbage{};              // octets before the answer
};

struct smsc_counts
{
    std::size_t binds{}, submits{}, questions{}, acknowledged{}, refused{}, redelivered{}, enquiries{},
        unbinds{};
    std::size_t receipts_acknowledged{};
};

class smsc
{
public:
    // Listens at once; throws where the port is taken. Runs on the executor until stop() or destruction.
    smsc(boost::asio::any_io_executor executor, smsc_options options);
    ~smsc();
    smsc(const smsc&) = delete;
    smsc& operator=(const smsc&) = delete;

    std::uint16_t port() const;
    std::size_t bound() const;  // sessions
    const smsc_counts& counts() const;
    // Questions that have no answer yet, waiting or sent.
    std::size_t open_questions() const;

    // A question from this phone; long ones in parts. Waits for a bind where there is none.
    void ask(std::string from, std::string_view text);
    // The same as a PDU made by hand; its sequence_number is set here.
    void ask(smpp::pdu question);

    const std::vector<smsc_reply>& replies() const;
    void when_reply(std::function<void(const smsc_reply&)> tell);
    void forget_replies();

    // -- faults --
    void script(std::vector<submit_fault> faults);
    // Chance that a submit_sm is throttled, left unanswered, or the link cut at it; from a seed.
    void at_random(double throttled, double dropped, double cut, std::uint32_t seed);
    void set_bind_status(std::uint32_t status);
    void hold_responses(bool on);  // answers wait until this is off again
    void cut();                    // all connections, without a word
    void unbind();                 // politely
    void enquire();
    void send_raw(std::string octets);
    // The listening socket too: nobody is there until listen_again().
    void go_away();
    void listen_again();
    void stop();

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace sapa::lab
