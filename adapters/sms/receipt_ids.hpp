// Ids of submit_sm_resp and of receipts: learns how this SMSC writes the two, so that a receipt is reported
// under the id that was stored. Pure. Issues of other clients: reference/smpp.md 4, number 1.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include "adapters/sms/receipt.hpp"

namespace sapa::sms {

class receipt_ids
{
public:
    // An id of a submit_sm_resp, as it came.
    void sent(const std::string& message_id)
    {
        if (message_id.empty())
            return;
        for (auto& key : stored_keys(message_id))
            if (recent_.emplace(key, message_id).second)
                order_.push_back(std::move(key));
        while (order_.size() > recent_max) {
            recent_.erase(order_.front());
            order_.pop_front();
        }
    }

    // The stored id that this receipt's id means; where it is not known (any more), by the way that was
    // learned.
    std::string stored_form(const std::string& receipt_id)
    {
        for (const auto& key : lookup_keys(receipt_id))
            if (const auto at = recent_.find(key); at != recent_.end()) {
                learn(at->second, receipt_id);
                return at->second;
            }
        return learned_form(receipt_id);
    }

private:
    static constexpr std::size_t recent_max = 8192;

    static bool has_upper(std::string_view text) { return text.find_first_of("ABCDEF") != text.npos; }

    void learn(const std::string& stored, const std::string& receipt_id)
    {
        const auto how = match_ids(stored, receipt_id);
        if (how == id_match::none)
            return;
        how_ = how;
        width_ = stored.size();
        upper_ = upper_ || has_upper(stored);
    }

    // The key that reads like the ids stored so far.
    std::string learned_form(const std::string& receipt_id) const
    {
        if (how_ == id_match::none || how_ == id_match::exact)
            return receipt_id;
        for (auto key : lookup_keys(receipt_id)) {
            const bool zeros = how_ == id_match::hex_resp || how_ == id_match::zeros;
            if (zeros && key.size() < width_)
                key.insert(0, width_ - key.size(), '0');
            if (upper_)
                for (char& c : key)
                    c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            if (match_ids(key, receipt_id) == how_)
                return key;
        }
        return receipt_id;
    }

    std::unordered_map<std::string, std::string> recent_;
    std::deque<std::string> order_;
    id_match how_{id_match::none};
    std::size_t width_{};
    bool upper_{};
};

}  // namespace sapa::sms
