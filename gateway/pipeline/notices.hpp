// Messages that we start: who gets one, when it may leave, what it takes. Pure.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/facts.hpp"
#include "gateway/model/msisdn.hpp"
#include "gateway/model/mt_message.hpp"
#include "gateway/model/participant_no.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa {

enum class notice_kind : std::uint8_t { contribution, balance, maintenance, maintenance_end };

std::string_view to_string(notice_kind kind);
std::optional<notice_kind> parse_notice_kind(std::string_view word);
// The reply in conf/replies/notices.yaml.
std::string reply_key(notice_kind kind);
// It tells of a participant's data: only to a phone that core knows for that number.
constexpr bool is_personal(notice_kind kind)
{
    return kind == notice_kind::contribution || kind == notice_kind::balance;
}

// A preference by this name with the value "stop": said to Meta, and kept like STOP for what we start.
inline constexpr std::string_view marketing_messages = "marketing_messages";

struct notice_settings
{
    int quiet_from{20}, quiet_until{7};      // hours in WIB; equal: no quiet hours
    seconds valid{12 * 3600};                // from the moment at which it may leave
    std::array<std::string, 4> templates{};  // of WhatsApp, by kind; empty: none
    // The accounts that notices leave by; absent: the channel is off. An empty SMS account: by prefix.
    std::optional<std::string> sms_account{}, whatsapp_account{};
};

struct notice_request
{
    notice_kind kind{};
    std::optional<channel_type> via{};  // absent: where the person opted in
    msisdn to{};
    participant_no about{};  // personal kinds only
    facts values{};
    std::string template_name{};  // instead of the configured one
};

// Words of a request, as JSON has them; reads them into `to`. Says what is wrong, empty where nothing is.
using named_words = std::vector<std::pair<std::string, std::string>>;
std::string read_notice_values(notice_kind kind, const named_words& words, facts& to);
// The values of a WhatsApp template, in the order of the kind's table.
std::vector<std::string> template_values(notice_kind kind, const notice_request& asked);

// `now`, or the end of the quiet hours that it lies in.
instant may_leave_at(instant now, const notice_settings& settings);
// Did this person ask for it, and not say STOP? `key`: the reply's.
bool wants(const addressee& whose, std::string_view key);

struct notice_verdict
{
    std::string skipped{};  // "stopped", "not_opted_in", "channel_off"; empty: it goes out
    channel_type via{};
    std::string account{};
    row_id conversation{};
    instant not_before{}, expires_at{};
};
notice_verdict decide(const notice_request& asked, const addressee& on_sms, const addressee& on_whatsapp,
                      instant now, const notice_settings& settings);

}  // namespace sapa
