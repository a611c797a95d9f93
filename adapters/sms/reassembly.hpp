// Joins the parts of long SMS: any order, any bind, repeated references; pure, time is an argument.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "adapters/sms/pdu.hpp"
#include "adapters/sms/segments.hpp"
#include "gateway/model/time.hpp"

namespace sapa::sms {

struct reassembly_limits
{
    std::chrono::seconds parts_timeout{480};  // since the last part of a set
    std::chrono::seconds remembered{600};     // a completed key is a redelivery for so long
    unsigned parts_max{20};                   // a set with more is not joined: each part is a message
    std::size_t parts_per_sender{60};         // beyond it the sender's oldest set is handed on incomplete
    std::size_t parts_in_all{20000};          // beyond it the oldest set is handed on incomplete
    std::size_t remembered_in_all{20000};
};

// One deliver_sm or data_sm as far as joining needs it. `token` is the caller's: a row, an acknowledgement.
struct part_in
{
    std::string source{}, destination{};
    std::uint8_t data_coding{};
    std::string octets{};  // text without header
    std::optional<concatenation_info> concatenated{};
    shift_tables shift{};
    unsigned fill_bits{};
    std::uint64_t token{};
};

// Reads what part_in needs from a PDU: UDH before SAR, short_message before message_payload unless empty.
part_in to_part(const smpp::deliver_sm& mo, const smpp::pdu& whole);
part_in to_part(const smpp::data_sm& mo, const smpp::pdu& whole);

struct joined_message
{
    std::string source{}, destination{};
    std::string text{};          // UTF-8
    std::uint8_t data_coding{};  // of the first part
    bool incomplete{};
    std::size_t parts{1};  // that came
    std::size_t total{1};
    std::vector<std::uint64_t> tokens{};  // of all parts that it is made of, in order of arrival
};

enum class part_outcome : std::uint8_t {
    whole,      // was or completed a message
    kept,       // waits for others
    duplicate,  // came before: acknowledge, forget
};

struct reassembly_result
{
    part_outcome outcome{};
    std::vector<joined_message> messages{};  // 0, 1, or more where old sets had to make room
};

class reassembly
{
public:
    explicit reassembly(reassembly_limits limits = {}, text_settings account = {});

    // Takes one part (or a message that is whole in itself).
    reassembly_result add(part_in part, instant now);
    // Takes a part out that waits, by its token: it came before.
    void take_out(const part_in& part);
    // Hands on the sets whose time is over, oldest first, marked incomplete.
    std::vector<joined_message> expire(instant now);
    // The next moment at which expire() has something to do; nullopt: nothing waits.
    std::optional<instant> next_expiry() const;

    std::size_t parts_waiting() const { return waiting_; }
    std::size_t sets_waiting() const { return sets_.size(); }

private:
    struct set_key
    {
        std::string source{}, destination{};
        std::uint16_t ref{};
        bool wide{};
        auto operator<=>(const set_key&) const = default;
    };
    struct part_set
    {
        std::uint8_t total{};
        std::map<std::uint8_t, part_in> parts{};
        std::vector<std::uint64_t> tokens{};
        instant last{};         // arrival of the newest part
        std::uint64_t order{};  // its place in ages_
    };
    using set_map = std::map<set_key, part_set>;
    struct completed_set
    {
        std::uint8_t total{};
        std::map<std::uint8_t, std::size_t> hashes{};
        instant until{};
    };

    bool completed_before(const set_key& key, const part_in& part, instant now) const;
    bool same_message(const part_set& set, const part_in& part) const;
    void insert(set_map::iterator set, part_in&& part, instant now);
    void remember(const set_key& key, const part_set& set, instant now);
    joined_message join(const set_key& key, part_set&& set) const;
    // Takes the set out and joins what came of it.
    joined_message hand_on(set_map::iterator set);
    void make_room(const std::string& source, std::vector<joined_message>& out);
    void forget_completed(instant now);

    reassembly_limits limits_;
    text_settings account_;
    set_map sets_{};
    std::map<std::uint64_t, set_map::iterator> ages_{};  // by the arrival of the newest part
    std::map<set_key, completed_set> completed_{};
    std::deque<std::pair<instant, set_key>> completed_order_{};
    std::size_t waiting_{};
    std::uint64_t arrivals_{};
};

}  // namespace sapa::sms
