// What we hand a provider with a message, to come back in its reports: the message's outbox rows. Pure.
#pragma once
#include <charconv>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa {

// "12", or "12 13" where several rows left as one message.
inline std::string reference_of(std::span<const row_id> rows)
{
    std::string reference;
    for (const auto row : rows)
        reference += (reference.empty() ? "" : " ") + std::to_string(row);
    return reference;
}

// Empty where it is none of ours: providers return what they like.
inline std::vector<row_id> rows_of(std::string_view reference)
{
    std::vector<row_id> rows;
    const auto* at = reference.data();
    const auto* const last = at + reference.size();
    while (at != last) {
        row_id row = 0;
        const auto [end, trouble] = std::from_chars(at, last, row);
        if (trouble != std::errc{} || row <= 0 || (end != last && *end != ' ') || end + 1 == last)
            return {};
        rows.push_back(row);
        at = end == last ? last : end + 1;
    }
    return rows;
}

}  // namespace sapa
