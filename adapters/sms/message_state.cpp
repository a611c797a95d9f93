// The states of a sent message, their words, and which may follow which.
#include <algorithm>
#include <cctype>
#include "adapters/sms/receipt.hpp"

namespace sapa::sms {
namespace {

using enum message_state;

struct state_row
{
    std::string_view word;
    message_state state;
};

// clang-format off
// The first word of a state is the specification's; the others are vendors'.
constexpr state_row words[]{
    {"SCHEDULED", scheduled},     {"ENROUTE", enroute},       {"DELIVRD", delivered},  {"EXPIRED", expired},
    {"DELETED", deleted},         {"UNDELIV", undeliverable}, {"ACCEPTD", accepted},   {"UNKNOWN", unknown},
    {"REJECTD", rejected},        {"SKIPPED", skipped},
    {"DELIVERED", delivered},     {"DELIVERD", delivered},   
    {"UNDELIVERABLE", undeliverable}, {"UNDELIVRD", undeliverable}, {"UNDELIVERED", undeliverable},
    {"FAILED", undeliverable},    {"ACCEPTED", accepted},     {"ACKED", accepted},     {"REJECTED", rejected},
    {"DND_REJECTED", rejected},   {"BUFFRED", enroute},       {"BUFFERD", enroute},    {"BUFFERED", enroute},
};
// clang-format on

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

int rank(message_state state)
{
    switch (state) {
        case scheduled:
            return 0;
        case enroute:
            return 1;
        case accepted:
            return 2;
        case unknown:
            return 3;
        default:
            return 4;
    }
}

}  // namespace

bool is_final(message_state state) { return rank(state) >= 3; }

std::string_view state_word(message_state state)
{
    return words[std::min<std::size_t>(static_cast<std::size_t>(state), 9)].word;
}

std::optional<message_state> state_from_word(std::string_view word)
{
    if (word.size() == 1 && word[0] >= '0' && word[0] <= '9')
        return static_cast<message_state>(word[0] - '0');
    for (const auto& row : words)
        if (std::ranges::equal(word, row.word, {}, upper, upper))
            return row.state;
    return std::nullopt;
}

// UNKNOWN is final for want of better: a later definite state replaces it.
message_state advance_state(message_state now, message_state next)
{
    return rank(next) > rank(now) ? next : now;
}

}  // namespace sapa::sms
