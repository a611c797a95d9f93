// The 24 hours after a person's last message, in which free-form answers are allowed:
// reference/whatsapp.md 2.3.
#pragma once
#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <functional>
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
        auto& last = last_.make(key_of(account, sender), wrote_at);
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
        const auto* last = last_.find(key_of(account, recipient));
        return last ? std::optional(*last) : std::nullopt;
    }

    // 64 bits: that two of the 200,000 persons kept share a key has one chance in a thousand million.
    static std::size_t key_of(std::string_view account, std::string_view person)
    {
        std::size_t key = 0;
        boost::hash_combine(key, std::hash<std::string_view>{}(account));
        boost::hash_combine(key, std::hash<std::string_view>{}(person));
        return key;
    }

    recent_map<std::size_t, instant> last_{};
};

}  // namespace sapa::whatsapp
