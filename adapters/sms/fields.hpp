// The mandatory fields of each PDU as a table of rows, walked by decoder, encoder and whoever shows a PDU.
#pragma once
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include "adapters/sms/pdu.hpp"
#include "adapters/sms/wire.hpp"

namespace sapa::smpp {

// Kinds of row. get() reads tolerantly, leaving an error in the reader; put() writes strictly and returns
// false where the limit (in octets, NUL included) is broken.
template <class P, class Number>
struct integer
{
    const char* name;
    Number P::*member;
    static constexpr std::size_t max = sizeof(Number);
    void get(reader& in, P& pdu) const { in.number(pdu.*member); }
    bool put(writer& out, const P& pdu) const { return out.number(pdu.*member), true; }
};

template <class P>
struct c_octet_string
{
    const char* name;
    std::string P::*member;
    std::size_t max;
    void get(reader& in, P& pdu) const { in.c_octets(pdu.*member); }
    bool put(writer& out, const P& pdu) const { return out.c_octets(pdu.*member, max); }
};

// sm_length and the octets that it counts are two rows: a PDU may end between them.
template <class P>
struct length_octet
{
    const char* name;
    std::string P::*member;
    static constexpr std::size_t max = 254;  // 5.2.21; 255 is read but never written
    void get(reader& in, P&) const { in.number(in.sm_length); }
    bool put(writer& out, const P& pdu) const
    {
        return (pdu.*member).size() <= max &&
               (out.number(static_cast<std::uint8_t>((pdu.*member).size())), true);
    }
};

template <class P>
struct counted_octets
{
    const char* name;
    std::string P::*member;
    static constexpr std::size_t max = 254;
    void get(reader& in, P& pdu) const { in.octets(pdu.*member, in.sm_length); }
    bool put(writer& out, const P& pdu) const { return out.octets(pdu.*member), true; }
};

// dest_address of submit_multi (4.5.1): number_of_dests, then dest_flag 1 with an address or 2 with a list.
struct destinations
{
    const char* name;
    static constexpr std::size_t max = 254;
    void get(reader& in, submit_multi& pdu) const;
    bool put(writer& out, const submit_multi& pdu) const;
};

// unsuccess_sme of submit_multi_resp (4.5.3): no_unsuccess, then that many.
struct failures
{
    const char* name;
    static constexpr std::size_t max = 255;
    void get(reader& in, submit_multi_resp& pdu) const;
    bool put(writer& out, const submit_multi_resp& pdu) const;
};

template <class P, class Number>
integer(const char*, Number P::*) -> integer<P, Number>;
template <class P>
c_octet_string(const char*, std::string P::*, std::size_t) -> c_octet_string<P>;
template <class P>
length_octet(const char*, std::string P::*) -> length_octet<P>;
template <class P>
counted_octets(const char*, std::string P::*) -> counted_octets<P>;

// Operators hand out passwords beyond the specification's 9 octets; the lint of conf/ warns, the codec writes
// them.
constexpr std::size_t password_max = 65;

template <class P>
using table_of = std::type_identity<P>;

// clang-format off
template <command_id Id>
constexpr auto fields_of(table_of<bare_pdu<Id>>) { return std::tuple{}; }

template <command_id Id>
constexpr auto fields_of(table_of<bind_request<Id>>)
{
    using p = bind_request<Id>;
    return std::tuple{
        c_octet_string{"system_id",         &p::system_id,         16},
        c_octet_string{"password",          &p::password,          password_max},
        c_octet_string{"system_type",       &p::system_type,       13},
        integer       {"interface_version", &p::interface_version},
        integer       {"addr_ton",          &p::addr_ton},
        integer       {"addr_npi",          &p::addr_npi},
        c_octet_string{"address_range",     &p::address_range,     41},
    };
}

template <command_id Id>
constexpr auto fields_of(table_of<bind_response<Id>>)
{
    return std::tuple{c_octet_string{"system_id", &bind_response<Id>::system_id, 16}};
}

template <command_id Id>
constexpr auto fields_of(table_of<message_response<Id>>)
{
    return std::tuple{c_octet_string{"message_id", &message_response<Id>::message_id, 65}};
}

template <command_id Id>
constexpr auto fields_of(table_of<message_request<Id>>)
{
    using p = message_request<Id>;
    return std::tuple{
        c_octet_string{"service_type",            &p::service_type,            6},
        integer       {"source_addr_ton",         &p::source_addr_ton},
        integer       {"source_addr_npi",         &p::source_addr_npi},
        c_octet_string{"source_addr",             &p::source_addr,             21},
        integer       {"dest_addr_ton",           &p::dest_addr_ton},
        integer       {"dest_addr_npi",           &p::dest_addr_npi},
        c_octet_string{"destination_addr",        &p::destination_addr,        21},
        integer       {"esm_class",               &p::esm_class},
        integer       {"protocol_id",             &p::protocol_id},
        integer       {"priority_flag",           &p::priority_flag},
        c_octet_string{"schedule_delivery_time",  &p::schedule_delivery_time,  17},
        c_octet_string{"validity_period",         &p::validity_period,         17},
        integer       {"registered_delivery",     &p::registered_delivery},
        integer       {"replace_if_present_flag", &p::replace_if_present_flag},
        integer       {"data_coding",             &p::data_coding},
        integer       {"sm_default_msg_id",       &p::sm_default_msg_id},
        length_octet  {"sm_length",               &p::short_message},
        counted_octets{"short_message",           &p::short_message},
    };
}

constexpr auto fields_of(table_of<outbind>)
{
    return std::tuple{
        c_octet_string{"system_id", &outbind::system_id, 16},
        c_octet_string{"password",  &outbind::password,  password_max},
    };
}

constexpr auto fields_of(table_of<data_sm>)
{
    using p = data_sm;
    return std::tuple{
        c_octet_string{"service_type",        &p::service_type,        6},
        integer       {"source_addr_ton",     &p::source_addr_ton},
        integer       {"source_addr_npi",     &p::source_addr_npi},
        c_octet_string{"source_addr",         &p::source_addr,         65},
        integer       {"dest_addr_ton",       &p::dest_addr_ton},
        integer       {"dest_addr_npi",       &p::dest_addr_npi},
        c_octet_string{"destination_addr",    &p::destination_addr,    65},
        integer       {"esm_class",           &p::esm_class},
        integer       {"registered_delivery", &p::registered_delivery},
        integer       {"data_coding",         &p::data_coding},
    };
}

constexpr auto fields_of(table_of<submit_multi>)
{
    using p = submit_multi;
    return std::tuple{
        c_octet_string{"service_type",            &p::service_type,            6},
        integer       {"source_addr_ton",         &p::source_addr_ton},
        integer       {"source_addr_npi",         &p::source_addr_npi},
        c_octet_string{"source_addr",             &p::source_addr,             21},
        destinations  {"dest_address"},
        integer       {"esm_class",               &p::esm_class},
        integer       {"protocol_id",             &p::protocol_id},
        integer       {"priority_flag",           &p::priority_flag},
        c_octet_string{"schedule_delivery_time",  &p::schedule_delivery_time,  17},
        c_octet_string{"validity_period",         &p::validity_period,         17},
        integer       {"registered_delivery",     &p::registered_delivery},
        integer       {"replace_if_present_flag", &p::replace_if_present_flag},
        integer       {"data_coding",             &p::data_coding},
        integer       {"sm_default_msg_id",       &p::sm_default_msg_id},
        length_octet  {"sm_length",               &p::short_message},
        counted_octets{"short_message",           &p::short_message},
    };
}

constexpr auto fields_of(table_of<submit_multi_resp>)
{
    return std::tuple{
        c_octet_string{"message_id",    &submit_multi_resp::message_id, 65},
        failures      {"unsuccess_sme"},
    };
}

constexpr auto fields_of(table_of<query_sm>)
{
    using p = query_sm;
    return std::tuple{
        c_octet_string{"message_id",      &p::message_id,      65},
        integer       {"source_addr_ton", &p::source_addr_ton},
        integer       {"source_addr_npi", &p::source_addr_npi},
        c_octet_string{"source_addr",     &p::source_addr,     21},
    };
}

constexpr auto fields_of(table_of<query_sm_resp>)
{
    using p = query_sm_resp;
    return std::tuple{
        c_octet_string{"message_id",    &p::message_id,    65},
        c_octet_string{"final_date",    &p::final_date,    17},
        integer       {"message_state", &p::message_state},
        integer       {"error_code",    &p::error_code},
    };
}

constexpr auto fields_of(table_of<cancel_sm>)
{
    using p = cancel_sm;
    return std::tuple{
        c_octet_string{"service_type",     &p::service_type,     6},
        c_octet_string{"message_id",       &p::message_id,       65},
        integer       {"source_addr_ton",  &p::source_addr_ton},
        integer       {"source_addr_npi",  &p::source_addr_npi},
        c_octet_string{"source_addr",      &p::source_addr,      21},
        integer       {"dest_addr_ton",    &p::dest_addr_ton},
        integer       {"dest_addr_npi",    &p::dest_addr_npi},
        c_octet_string{"destination_addr", &p::destination_addr, 21},
    };
}

constexpr auto fields_of(table_of<replace_sm>)
{
    using p = replace_sm;
    return std::tuple{
        c_octet_string{"message_id",             &p::message_id,             65},
        integer       {"source_addr_ton",        &p::source_addr_ton},
        integer       {"source_addr_npi",        &p::source_addr_npi},
        c_octet_string{"source_addr",            &p::source_addr,            21},
        c_octet_string{"schedule_delivery_time", &p::schedule_delivery_time, 17},
        c_octet_string{"validity_period",        &p::validity_period,        17},
        integer       {"registered_delivery",    &p::registered_delivery},
        integer       {"sm_default_msg_id",      &p::sm_default_msg_id},
        length_octet  {"sm_length",              &p::short_message},
        counted_octets{"short_message",          &p::short_message},
    };
}

constexpr auto fields_of(table_of<alert_notification>)
{
    using p = alert_notification;
    return std::tuple{
        integer       {"source_addr_ton", &p::source_addr_ton},
        integer       {"source_addr_npi", &p::source_addr_npi},
        c_octet_string{"source_addr",     &p::source_addr,     65},
        integer       {"esme_addr_ton",   &p::esme_addr_ton},
        integer       {"esme_addr_npi",   &p::esme_addr_npi},
        c_octet_string{"esme_addr",       &p::esme_addr,       65},
    };
}
// clang-format on

}  // namespace sapa::smpp
