// The lists of submit_multi and its response.
#include "adapters/sms/fields.hpp"

namespace sapa::smpp {

void destinations::get(reader& in, submit_multi& pdu) const
{
    std::uint8_t count = 0;
    in.number(count);
    for (; count > 0 && in.error() == read_error::none; --count) {
        auto& one = pdu.dest_addresses.emplace_back();
        std::uint8_t flag = 0;
        in.number(flag);
        if (flag == 1) {
            in.number(one.ton);
            in.number(one.npi);
            in.c_octets(one.addr);
        } else if (flag == 2) {
            in.c_octets(one.dl_name.emplace());
        } else if (in.error() == read_error::none) {
            in.fail(read_error::unknown_flag);
        }
    }
}

bool destinations::put(writer& out, const submit_multi& pdu) const
{
    if (pdu.dest_addresses.size() > max)
        return false;
    out.number(static_cast<std::uint8_t>(pdu.dest_addresses.size()));
    for (const auto& one : pdu.dest_addresses) {
        out.number(static_cast<std::uint8_t>(one.dl_name ? 2 : 1));
        if (!one.dl_name) {
            out.number(one.ton);
            out.number(one.npi);
        }
        if (!out.c_octets(one.dl_name ? *one.dl_name : one.addr, 21))
            return false;
    }
    return true;
}

void failures::get(reader& in, submit_multi_resp& pdu) const
{
    std::uint8_t count = 0;
    in.number(count);
    for (; count > 0 && in.error() == read_error::none; --count) {
        auto& one = pdu.unsuccess.emplace_back();
        in.number(one.ton);
        in.number(one.npi);
        in.c_octets(one.addr);
        in.number(one.error_status_code);
    }
}

bool failures::put(writer& out, const submit_multi_resp& pdu) const
{
    if (pdu.unsuccess.size() > max)
        return false;
    out.number(static_cast<std::uint8_t>(pdu.unsuccess.size()));
    for (const auto& one : pdu.unsuccess) {
        out.number(one.ton);
        out.number(one.npi);
        if (!out.c_octets(one.addr, 21))
            return false;
        out.number(one.error_status_code);
    }
    return true;
}

}  // namespace sapa::smpp
