// Joining two waiting replies.
#include "adapters/whatsapp/merge.hpp"

#include <algorithm>
#include "adapters/whatsapp/limits.hpp"
#include "adapters/whatsapp/units.hpp"

namespace sapa::whatsapp {
namespace {

std::string identity_of(const mt_message& message)
{
    for (const auto& [name, value] : message.carried)
        if (name == "recipient_identity_key_hash")
            return value;
    return {};
}

bool same_way(const mt_message& first, const mt_message& next)
{
    return first.via == channel_type::whatsapp && next.via == first.via && first.account == next.account &&
           first.recipient == next.recipient && first.purpose == next.purpose &&
           identity_of(first) == identity_of(next);
}

bool is_plain(const mt_content& content)
{
    return content.buttons.empty() && content.rows.empty() && content.template_name.empty();
}

}  // namespace

std::optional<mt_message> merged(const mt_message& first, const mt_message& next)
{
    if (!same_way(first, next) || !is_plain(first.content) || !next.content.template_name.empty())
        return std::nullopt;
    auto text = first.content.text + "\n\n" + next.content.text;
    const bool buttons = !next.content.buttons.empty();
    if (utf16_units(text) > (buttons ? limits.interactive_body : limits.text_body))
        return std::nullopt;
    mt_message both = next;
    both.content.text = std::move(text);
    const bool never = next.expires_at == instant{};
    if (first.expires_at != instant{})
        both.expires_at = never ? first.expires_at : std::min(first.expires_at, next.expires_at);
    return both;
}

}  // namespace sapa::whatsapp
