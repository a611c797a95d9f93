// The 24 hours after a person's last message, in which free-form answers are allowed:
// reference/whatsapp.md 2.3.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include "adapters/whatsapp/recent_map.hpp"
#include "gateway/model/carried.hpp"
#include "gateway/model/mo_message.hpp"
#include "gateway/model/mt_message.hpp"

namespace sapa::whatsapp {

inline constexpr seconds customer_window{24 * 3600};
inline constexpr seconds window_margin{120};  // a message on its way must still arrive inside

// Travels with a reply in `carried`, so that a restart forgets no window: Unix milliseconds of the question.
inline constexpr std::string_view window_opened_at = "window_opened_at";

class customer_windows
{
public:
    void note(const std::string& account, const std::string& sender, instant wrote_at)
    {
        auto& last = last_.make(account + "/" + sender, wrote_at);
        last = std::max(last, wrote_at);
    }

    // nullopt: nothing is known of this person.
    std::optional<bool> is_open(const mt_message& reply, instant now)
    {
        auto wrote_at = last_heard(reply.account, reply.recipient);
        const auto* opened = find_carried(reply.carried, window_opened_at);
        if (opened && !opened->empty() && opened->find_first_not_of("0123456789") == opened->npos)
            wrote_at = std::max(wrote_at.value_or(instant{}),
                                instant(milliseconds(std::stoll(opened->substr(0, 15)))));
        return wrote_at ? std::optional(is_within(*wrote_at, now)) : std::nullopt;
    }
    bool is_open(const std::string& account, const std::string& recipient, instant now)
    {
        const auto wrote_at = last_heard(account, recipient);
        return wrote_at && is_within(*wrote_at, now);
    }

private:
    static bool is_within(instant wrote_at, instant now)
    {
        return now < wrote_at + customer_window - window_margin;
    }
    std::optional<instant> last_heard(const std::string& account, const std::string& recipient)
    {
        const auto* last = last_.find(account + "/" + recipient);
        return last ? std::optional(*last) : std::nullopt;
    }

    recent_map<instant> last_{};
};

}  // namespace sapa::whatsapp
