// command_status by code: its name and what a refusal means for the next try (reference/smpp.md 1.3).
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include "gateway/model/failure.hpp"

namespace sapa::smpp {

namespace status {
constexpr std::uint32_t rok = 0x00, rinvmsglen = 0x01, rinvcmdlen = 0x02, rinvcmdid = 0x03, rinvbndsts = 0x04,
                        ralybnd = 0x05, rsyserr = 0x08, rbindfail = 0x0D, rinvpaswd = 0x0E, rinvsysid = 0x0F,
                        rmsgqful = 0x14, rinvesmclass = 0x43, rinvsystyp = 0x53, rthrottled = 0x58,
                        rx_t_appn = 0x64, rx_p_appn = 0x65, rx_r_appn = 0x66, runknownerr = 0xFF;
}  // namespace status

struct status_row
{
    std::uint32_t code{};
    const char* name{};
    advice what{advice::give_up};  // for a submit_sm_resp with this status
    bool our_fault{};              // a bug or a wrong setting of ours
};

// All statuses of the specification, by rising code.
std::span<const status_row> status_table();

// The row of a code; reserved and vendor codes get advice::give_up.
// `name` is null for a code without a row: status_name() gives its number then.
status_row find_status(std::uint32_t code);
std::string status_name(std::uint32_t code);

// The failure that a refused submit_sm is.
failure to_failure(std::uint32_t code);

}  // namespace sapa::smpp
