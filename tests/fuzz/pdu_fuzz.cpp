// Any octets: one of three outcomes, and what was read can be written and read again.
#include "adapters/sms/codec.hpp"
#include "adapters/sms/reassembly.hpp"
#include "adapters/sms/receipt.hpp"
#include "adapters/sms/utf.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

namespace {

void read_further(const smpp::pdu& value)
{
    (void)sms::is_receipt(value, true);
    if (const auto* mo = std::get_if<smpp::deliver_sm>(&value.body)) {
        (void)sms::read_receipt(*mo, value);
        sms::reassembly joiner;
        for (const auto& one : joiner.add(sms::to_part(*mo, value), {}).messages)
            require(sms::valid_utf8(one.text), "a joined text is UTF-8");
    } else if (const auto* data = std::get_if<smpp::data_sm>(&value.body)) {
        (void)sms::read_receipt(*data, value);
        (void)sms::to_part(*data, value);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(octets), size};
    const auto outcome = smpp::decode(bytes);
    if (const auto* more = std::get_if<smpp::need_more>(&outcome)) {
        require(more->octets > size, "more is asked for only where more is needed");
        return 0;
    }
    if (const auto* broken = std::get_if<smpp::unparsed>(&outcome)) {
        require(broken->consumed >= smpp::header_octets && broken->consumed <= size,
                "what is consumed was there");
        require(!broken->fault.empty() && broken->answer != 0, "what is not parsed can be answered");
        return 0;
    }
    const auto& whole = std::get<smpp::decoded>(outcome);
    require(whole.consumed == whole.header.command_length && whole.consumed <= size, "one PDU is consumed");
    read_further(whole.value);
    std::string again;
    if (smpp::encode(whole.value, again)) {
        require(again.empty(), "a refused PDU leaves nothing");
        return 0;
    }
    const auto second = smpp::decode(again);
    const auto* same = std::get_if<smpp::decoded>(&second);
    require(same && same->fault.empty() && same->value == whole.value, "what is written reads the same");
    return 0;
}
