// By what a sender's conversation is found. A WhatsApp user's id that came together with a phone number names
// that number's conversation.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include "gateway/model/carried.hpp"
#include "gateway/model/mo_message.hpp"
#include "gateway/store/keyring.hpp"

namespace sapa::store {

// Of a sender, or of a provider's id, within a channel.
inline std::string identity(channel_type via, std::string_view name)
{
    return std::string(to_string(via)).append(1, '/').append(name);
}

// Written again after so long, so that purge finds only those that nobody uses.
inline constexpr std::chrono::days known_as_renewed{30};

// Could this sender be known by a number as well?
inline bool may_be_known_as(channel_type via, std::string_view sender)
{
    return via == channel_type::whatsapp && sender.find_first_not_of("0123456789") != sender.npos;
}

// How a sender is found on a channel. Connection: of either back end; both read $1.
template <class Connection>
keyring::digest conversation_key(Connection& db, const keyring& keys, channel_type via,
                                 std::string_view sender)
{
    auto key = keys.hash("conversation", identity(via, sender));
    if (may_be_known_as(via, sender)) {
        auto row = db.query("SELECT key FROM known_as WHERE id = $1", keys.hash64("known_as", sender));
        if (row.step() && row.bytes(0).size() == key.size())
            std::ranges::copy(row.bytes(0), key.begin());
    }
    return key;
}

// nullptr: nothing to learn.
inline const std::string* other_name(const mo_message& message)
{
    return message.via == channel_type::whatsapp && !may_be_known_as(message.via, message.sender)
               ? find_carried(message.carried, user_id)
               : nullptr;
}

}  // namespace sapa::store
