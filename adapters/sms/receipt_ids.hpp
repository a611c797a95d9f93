// Ids of submit_sm_resp and of receipts: learns how this SMSC writes the two, so that a receipt is reported
// under the id that was stored. Pure. Issues of other clients: reference/smpp.md 4, number 1.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>
#include "adapters/sms/receipt.hpp"

namespace sapa::sms {

class receipt_ids
{
public:
    // An id of a submit_sm_resp, as it came.
    void sent(const std::string& message_id)
    {
        if (message_id.empty() || settled())
            return;
        if (recent_.size() < recent_max)
            recent_.push_back(message_id);
        else
            recent_[next_++ % recent_max] = message_id;
    }

    // The stored id that this receipt's id means: one of the recent ones, or written in the way that was
    // learned.
    std::string stored_form(const std::string& receipt_id)
    {
        if (settled())
            return learned_form(receipt_id);
        std::array<const std::string*, ways> found{};
        for (const auto& id : recent_)
            if (auto& first = found[static_cast<std::size_t>(match_ids(id, receipt_id))]; !first)
                first = &id;
        // Each way in which it can be meant has a vote; small numbers read alike in several, the true way
        // always wins.
        found[static_cast<std::size_t>(id_match::none)] = nullptr;
        bool voted = false;
        for (std::size_t way = 0; way < ways; ++way)
            if (found[way]) {
                ++votes_[way];
                voted = true;
            }
        if (!voted)
            return learned_form(receipt_id);
        ++voters_;
        const std::string* best = nullptr;
        for (std::size_t way = 0, most = 0; way < ways; ++way)
            if (found[way] && votes_[way] > most) {
                most = votes_[way];
                best = found[way];
                how_ = static_cast<id_match>(way);
            }
        width_ = best->size();
        upper_ = upper_ || best->find_first_of("ABCDEF") != best->npos;
        return *best;
    }

private:
    static constexpr std::size_t recent_max = 512, voters_max = 50, ways = 6;

    bool settled() const { return voters_ >= voters_max; }

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

    std::vector<std::string> recent_;
    std::size_t next_{}, voters_{};
    std::array<std::size_t, ways> votes_{};
    id_match how_{id_match::none};
    std::size_t width_{};
    bool upper_{};
};

}  // namespace sapa::sms
