// Ids of submit_sm_resp and of receipts: learns how this SMSC writes the two, so that a receipt is reported
// under the id that was stored. Pure. Issues of other clients: reference/smpp.md 4, number 1.
#pragma once
#include <algorithm>
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

    // Digits of one base written in another; numbers of any size.
    static std::string in_base(std::string_view digits, unsigned from, unsigned to)
    {
        constexpr std::string_view letters = "0123456789abcdef";
        std::string number;  // in the new base, least digit first
        for (const char c : digits) {
            const auto lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
            auto carry = static_cast<unsigned>(letters.find(lower));
            if (carry >= from)
                return {};
            for (auto& digit : number) {
                carry += static_cast<unsigned>(letters.find(digit)) * from;
                digit = letters[carry % to];
                carry /= to;
            }
            for (; carry > 0; carry /= to)
                number += letters[carry % to];
        }
        return {number.rbegin(), number.rend()};
    }

    // The id as this SMSC would have written it in its submit_sm_resp.
    std::string learned_form(const std::string& receipt_id) const
    {
        std::string form = receipt_id;
        if (how_ == id_match::hex_resp)
            form = in_base(receipt_id, 10, 16);
        else if (how_ == id_match::hex_receipt)
            form = in_base(receipt_id, 16, 10);
        else if (how_ == id_match::zeros)
            form.erase(0, std::min(form.find_first_not_of('0'), form.size() - 1));
        else if (how_ != id_match::ignoring_case)
            return receipt_id;
        if (form.empty())
            return receipt_id;
        if (how_ != id_match::ignoring_case && form.size() < width_)
            form.insert(0, width_ - form.size(), '0');
        for (char& c : form)
            if (upper_ && c >= 'a' && c <= 'z')
                c = static_cast<char>(c - 'a' + 'A');
            else if (!upper_ && c >= 'A' && c <= 'Z')
                c = static_cast<char>(c - 'A' + 'a');
        return form;
    }

    std::unordered_map<std::string, std::string> recent_;
    std::deque<std::string> order_;
    id_match how_{id_match::none};
    std::size_t width_{};
    bool upper_{};
};

}  // namespace sapa::sms
