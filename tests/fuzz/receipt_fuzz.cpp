// Any text of a receipt, and any two ids: read without failing, matched the same by keys as by comparison.
#include "adapters/sms/receipt.hpp"

#include <algorithm>
#include "tests/fuzz/require.hpp"

using namespace sapa;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(octets), size};
    const auto split = std::min(text.find('|'), text.size());
    const auto first = text.substr(0, split), second = text.substr(std::min(split + 1, text.size()));

    const auto read = sms::read_receipt(text);
    require(!read.id || !read.id->empty(), "an id is no empty string");
    require(!read.submit || (read.submit->month >= 1 && read.submit->month <= 12), "a date is a date");
    const auto with =
        sms::read_receipt(first, {.receipted_message_id = std::string{second}, .message_state = 2});
    require(with.state == sms::message_state::delivered, "the parameter's state wins");

    const bool match = sms::match_ids(first, second) != sms::id_match::none;
    require(match == (sms::match_ids(second, first) != sms::id_match::none), "matching works both ways");
    if (match) {
        const auto stored = sms::stored_keys(first), asked = sms::lookup_keys(second);
        require(std::ranges::find_first_of(stored, asked) != stored.end(),
                "what matches is found by its keys");
    }
    return 0;
}
