// Any sequence of parts: each ends exactly once, and memory stays within its caps.
#include "adapters/sms/reassembly.hpp"

#include <set>
#include "adapters/sms/utf.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

namespace {

class every_token
{
public:
    void end(std::uint64_t token) { require(ended_.insert(token).second, "a part ends once"); }
    void end(const std::vector<sms::joined_message>& messages)
    {
        for (const auto& one : messages) {
            require(sms::valid_utf8(one.text), "a joined text is UTF-8");
            require(one.incomplete == (one.parts < one.total), "a message with parts missing is marked");
            for (const auto token : one.tokens)
                end(token);
        }
    }
    std::size_t count() const { return ended_.size(); }

private:
    std::set<std::uint64_t> ended_{};
};

}  // namespace

// Six octets a part: who and how, reference, total, part, coding, seconds since the one before; then a length
// octet's worth of text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    constexpr sms::reassembly_limits limits{.parts_timeout = seconds{60},
                                            .remembered = seconds{120},
                                            .parts_max = 20,
                                            .parts_per_sender = 12,
                                            .parts_in_all = 20,
                                            .remembered_in_all = 5};
    std::string_view rest{reinterpret_cast<const char*>(octets), size};
    sms::reassembly joiner{limits, {.packed = !rest.empty() && (rest[0] & 0x40) != 0}};
    every_token tokens;
    std::uint64_t token = 0;
    instant now{};
    while (rest.size() >= 7) {
        const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
        sms::part_in part{.source = std::string(1, static_cast<char>('1' + at(0) % 3)),
                          .destination = "2757"};
        part.data_coding = at(4);
        if (at(0) & 0x80)
            part.concatenated = sms::concatenation_info{at(1), (at(0) & 0x20) != 0, at(2), at(3)};
        part.shift = {static_cast<std::uint8_t>(at(0) >> 3 & 3), static_cast<std::uint8_t>(at(4) & 3)};
        part.token = token++;
        now += seconds{at(5)};
        const bool came_before = (at(0) & 0x04) != 0;  // as the store knows it
        const std::size_t length = at(6) % 16;
        part.octets = rest.substr(7, length);
        rest.remove_prefix(std::min(rest.size(), 7 + length));
        const auto mine = part.token;
        const auto copy = part;
        const auto out = joiner.add(std::move(part), now);
        tokens.end(out.messages);
        if (out.outcome == sms::part_outcome::duplicate)
            tokens.end(mine);
        const auto waiting = joiner.parts_waiting();
        if (came_before)
            joiner.take_out(copy);
        if (joiner.parts_waiting() < waiting)
            tokens.end(mine);
        require(joiner.parts_waiting() <= limits.parts_in_all, "no more parts wait than the cap");
    }
    tokens.end(joiner.expire(now + limits.parts_timeout));
    require(tokens.count() == token && joiner.parts_waiting() == 0, "every part ends");
    return 0;
}
