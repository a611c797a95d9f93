// The 24 hours after a person's last message, in which free-form answers are allowed:
// reference/whatsapp.md 2.3.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include "adapters/whatsapp/recent_map.hpp"
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
        std::optional<instant> wrote_at;
        if (const auto* last = last_.find(reply.account + "/" + reply.recipient))
            wrote_at = *last;
        for (const auto& [name, value] : reply.carried)
            if (name == window_opened_at && !value.empty() &&
                value.find_first_not_of("0123456789") == value.npos)
                wrote_at = std::max(wrote_at.value_or(instant{}),
                                    instant(milliseconds(std::stoll(value.substr(0, 15)))));
        if (!wrote_at)
            return std::nullopt;
        return now < *wrote_at + customer_window - window_margin;
    }

private:
    recent_map<instant> last_{};
};

}  // namespace sapa::whatsapp
