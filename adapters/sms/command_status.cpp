// The statuses of SMPP 3.4 5.1.3 with what each asks of us.
#include "adapters/sms/command_status.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace sapa::smpp {
namespace {

using enum advice;

// clang-format off
constexpr status_row table[]{
    {0x00, "ESME_ROK",               give_up},
    {0x01, "ESME_RINVMSGLEN",        give_up,        true},
    {0x02, "ESME_RINVCMDLEN",        retry,          true},
    {0x03, "ESME_RINVCMDID",         retry,          true},
    {0x04, "ESME_RINVBNDSTS",        retry},          // not bound as we think: the session binds anew
    {0x05, "ESME_RALYBND",           retry},
    {0x06, "ESME_RINVPRTFLG",        give_up,        true},
    {0x07, "ESME_RINVREGDLVFLG",     give_up,        true},
    {0x08, "ESME_RSYSERR",           retry},
    {0x0A, "ESME_RINVSRCADR",        give_up,        true},
    {0x0B, "ESME_RINVDSTADR",        give_up},
    {0x0C, "ESME_RINVMSGID",         give_up},
    {0x0D, "ESME_RBINDFAIL",         pause_account,  true},
    {0x0E, "ESME_RINVPASWD",         pause_account,  true},
    {0x0F, "ESME_RINVSYSID",         pause_account,  true},
    {0x11, "ESME_RCANCELFAIL",       give_up},
    {0x13, "ESME_RREPLACEFAIL",      give_up},
    {0x14, "ESME_RMSGQFUL",          hold_recipient}, // may be one destination's queue
    {0x15, "ESME_RINVSERTYP",        give_up,        true},
    {0x33, "ESME_RINVNUMDESTS",      give_up,        true},
    {0x34, "ESME_RINVDLNAME",        give_up,        true},
    {0x40, "ESME_RINVDESTFLAG",      give_up,        true},
    {0x42, "ESME_RINVSUBREP",        give_up,        true},
    {0x43, "ESME_RINVESMCLASS",      give_up,        true},
    {0x44, "ESME_RCNTSUBDL",         give_up},
    {0x45, "ESME_RSUBMITFAIL",       retry_once},
    {0x48, "ESME_RINVSRCTON",        give_up,        true},
    {0x49, "ESME_RINVSRCNPI",        give_up,        true},
    {0x50, "ESME_RINVDSTTON",        give_up,        true},
    {0x51, "ESME_RINVDSTNPI",        give_up,        true},
    {0x53, "ESME_RINVSYSTYP",        pause_account,  true},
    {0x54, "ESME_RINVREPFLAG",       give_up,        true},
    {0x55, "ESME_RINVNUMMSGS",       give_up},
    {0x58, "ESME_RTHROTTLED",        slow_account},
    {0x61, "ESME_RINVSCHED",         give_up,        true},
    {0x62, "ESME_RINVEXPIRY",        give_up,        true},
    {0x63, "ESME_RINVDFTMSGID",      give_up,        true},
    {0x64, "ESME_RX_T_APPN",         retry},
    {0x65, "ESME_RX_P_APPN",         give_up},
    {0x66, "ESME_RX_R_APPN",         give_up},
    {0x67, "ESME_RQUERYFAIL",        give_up},
    {0xC0, "ESME_RINVOPTPARSTREAM",  give_up,        true},
    {0xC1, "ESME_ROPTPARNOTALLWD",   give_up,        true},
    {0xC2, "ESME_RINVPARLEN",        give_up,        true},
    {0xC3, "ESME_RMISSINGOPTPARAM",  give_up,        true},
    {0xC4, "ESME_RINVOPTPARAMVAL",   give_up,        true},
    {0xFE, "ESME_RDELIVERYFAILURE",  give_up},
    {0xFF, "ESME_RUNKNOWNERR",       retry_once},
};
// clang-format on

static_assert(std::ranges::is_sorted(table, {}, &status_row::code));

}  // namespace

std::span<const status_row> status_table() { return table; }

status_row find_status(std::uint32_t code)
{
    const auto found = std::ranges::lower_bound(table, code, {}, &status_row::code);
    if (found != std::end(table) && found->code == code)
        return *found;
    return {code, nullptr, advice::give_up, false};
}

std::string status_name(std::uint32_t code)
{
    const auto row = find_status(code);
    return row.name ? row.name : fmt::format("0x{:08x}", code);
}

failure to_failure(std::uint32_t code)
{
    const auto row = find_status(code);
    return {.what = row.what, .our_fault = row.our_fault, .code = status_name(code)};
}

}  // namespace sapa::smpp
