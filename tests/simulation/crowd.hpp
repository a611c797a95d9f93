// The people of a simulated world: what they write, and when.
#pragma once
#include <string>
#include <vector>
#include "gateway/lab/people.hpp"
#include "gateway/pipeline/notices.hpp"
#include "graph_peer.hpp"
#include "smsc_peer.hpp"

namespace sapa::simulation {

// Whose numbers and balances the worlds know; the same in all.
const lab::people& participants();

class crowd
{
public:
    crowd(world& in, witness& seen, smsc_peer& smsc, graph_peer& graph, std::size_t persons);

    // Somebody writes something.
    void speak();
    // A notice for somebody, wanted or not.
    notice_request notice();

private:
    struct person
    {
        channel_type via{};
        std::string phone{}, number{};
        std::uint32_t spellings{};
        std::uint8_t reference{};
    };
    std::string words_of(const person& who);
    std::string spelled_anew(person& who, std::string text);
    void send_sms(person& who, std::string text);

    world& in_;
    witness& seen_;
    smsc_peer& smsc_;
    graph_peer& graph_;
    std::vector<person> persons_{};
};

}  // namespace sapa::simulation
