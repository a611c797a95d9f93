// Octets to PDUs and back: tolerant on reading, strict on writing (SMPP 3.4 chapters 3 to 5).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include "adapters/sms/pdu.hpp"

namespace sapa::smpp {

constexpr std::size_t header_octets = 16;
// message_payload of 64 KiB and 1 KiB for the rest; a longer command_length is taken for a lost framing.
constexpr std::size_t pdu_octets_max = 65 * 1024;

struct pdu_header
{
    std::uint32_t command_length{};
    command_id command{};
    std::uint32_t command_status{};
    std::uint32_t sequence_number{};
};

// Outcome 1: the buffer holds no whole PDU yet; at least this many octets in all are wanted.
struct need_more
{
    std::size_t octets{};
};

// Outcome 2: a PDU. Where an optional parameter was broken, `fault` says what was dropped. A response is a
// PDU even where its fields are broken, since it ends its request.
struct decoded
{
    pdu_header header{};
    pdu value{};
    std::size_t consumed{};
    std::size_t fields_read{};  // so many rows of the field table
    std::string fault{};
};

// Outcome 3: no PDU, but the peer can be told. A known request is answered with its response and `answer`, an
// unknown one with generic_nack and `answer`; a response is only logged. With `lost_framing` the stream
// cannot be trusted any more: generic_nack, then close.
struct unparsed
{
    pdu_header header{};
    std::uint32_t answer{};
    bool lost_framing{};
    std::size_t consumed{};
    std::string fault{};        // "source_addr: no terminating NUL"
    pdu partial{};              // known command: what was read before the fault
    std::size_t fields_read{};  // so many rows of the field table
    std::uint8_t sm_length{};   // as it was written, where it ran past the PDU
};

using decode_outcome = std::variant<need_more, decoded, unparsed>;

// Reads the PDU at the start of `bytes`; consumes nothing beyond command_length.
decode_outcome decode(std::string_view bytes, std::size_t octets_max = pdu_octets_max);

// The header alone, whatever its length says; needs 16 octets.
pdu_header read_header(std::string_view bytes);

// Why a PDU was not written: the field's name and the limit that it breaks. False: it was written.
struct encode_fault
{
    const char* field{};
    std::size_t max{};
    explicit operator bool() const { return field != nullptr; }
};

// Appends the PDU to `out`; on a fault `out` is left as it was.
[[nodiscard]] encode_fault encode(const pdu& value, std::string& out);

// The response that belongs to a request: its type, the given status, the same sequence number, empty fields.
// generic_nack for what has no response of its own.
pdu response(command_id request, std::uint32_t sequence_number, std::uint32_t command_status = 0);

}  // namespace sapa::smpp
