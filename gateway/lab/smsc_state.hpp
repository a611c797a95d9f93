// Inside the lab's SMSC: its connections and what waits.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <map>
#include <random>
#include "adapters/sms/codec.hpp"
#include "adapters/sms/connection.hpp"
#include "adapters/sms/reassembly.hpp"
#include "gateway/async/async.hpp"
#include "gateway/lab/smsc.hpp"

namespace sapa::lab {

struct smsc_peer
{
    explicit smsc_peer(asio::any_io_executor executor)
        : link(std::make_shared<sms::connection>(executor, nullptr))
    {
    }

    std::shared_ptr<sms::connection> link;
    bool bound{}, receives{};
    std::uint32_t sequence{};
    std::map<std::uint32_t, smpp::pdu> asked{};  // questions that wait for their answer
};

struct smsc::state
{
    state(asio::any_io_executor executor, smsc_options options)
        : executor(executor), options(std::move(options)), acceptor(executor), place(executor)
    {
    }

    static void listen(const std::shared_ptr<state>& self, std::uint16_t at);
    static async<void> accept_loop(std::shared_ptr<state> self);
    static async<void> read_loop(std::shared_ptr<state> self, std::shared_ptr<smsc_peer> peer);

    void on_pdu(const std::shared_ptr<state>& self, const std::shared_ptr<smsc_peer>& peer,
                smpp::pdu&& received);
    void on_bind(smsc_peer& peer, const smpp::pdu& received, const std::string& system_id,
                 const std::string& password);
    void on_submit(const std::shared_ptr<state>& self, const std::shared_ptr<smsc_peer>& peer,
                   const smpp::pdu& received);
    void on_answer(smsc_peer& peer, const smpp::pdu& received);
    void on_gone(const std::shared_ptr<smsc_peer>& peer);
    void collect(const smpp::pdu& received);
    void send_receipt(const smpp::submit_sm& about, const std::string& message_id);
    submit_fault next_fault();

    void send(smsc_peer& peer, const smpp::pdu& what);
    void request(smsc_peer& peer, smpp::pdu_body body);
    void send_questions();

    static constexpr std::size_t asked_max = 1000;  // a session

    asio::any_io_executor executor;
    smsc_options options;
    asio::ip::tcp::acceptor acceptor;
    asio::ip::tcp::socket place;  // holds the port while nobody listens
    std::uint16_t port{};
    std::vector<std::shared_ptr<smsc_peer>> peers{};
    std::deque<smpp::pdu> waiting{};  // questions not sent yet
    std::vector<smsc_reply> replies{};
    std::function<void(const smsc_reply&)> tell{};
    std::deque<submit_fault> faults{};
    std::deque<std::function<void()>> held{};
    bool holding{};
    double chance_throttled{}, chance_dropped{}, chance_cut{};
    std::mt19937 random{1};
    sms::reassembly joiner{};
    smsc_counts counts{};
    std::uint64_t next_id{};
    std::uint16_t next_reference{};
};

}  // namespace sapa::lab
