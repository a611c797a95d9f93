// Joining two waiting replies.
#include "adapters/whatsapp/merge.hpp"

#include <algorithm>
#include "adapters/whatsapp/limits.hpp"
#include "adapters/whatsapp/units.hpp"
#include "gateway/model/carried.hpp"

namespace sapa::whatsapp {
namespace {

std::string identity_of(const mt_message& message)
{
    const auto* known = find_carried(message.carried, identity_key_hash);
    return known ? *known : std::string{};
}

bool same_way(const mt_message& first, const mt_message& next)
{
    return first.via == channel_type::whatsapp && next.via == first.via && first.account == next.account &&
           first.recipient == next.recipient && first.purpose == next.purpose &&
           identity_of(first) == identity_of(next);
}

bool has_choices(const mt_content& content) { return !content.buttons.empty() || !content.rows.empty(); }

}  // namespace

std::optional<mt_message> merged(const mt_message& first, const mt_message& next)
{
    const bool templates = !first.content.template_name.empty() || !next.content.template_name.empty();
    if (templates || !same_way(first, next) || (has_choices(first.content) && !has_choices(next.content)))
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
