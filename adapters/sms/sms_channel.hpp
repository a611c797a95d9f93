// All SMPP accounts as the pipeline's way out for SMS.
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include "adapters/sms/esme_account.hpp"
#include "gateway/pipeline/channel.hpp"

namespace sapa::sms {

class sms_channel final : public channel
{
public:
    // The accounts outlive the channel.
    explicit sms_channel(std::vector<esme_account*> accounts) : accounts_(std::move(accounts)) {}

    // An empty account: a message that we start, which leaves by its number's prefix.
    bool serves(channel_type via, std::string_view account) const override
    {
        return via == channel_type::sms && (account.empty() ? !accounts_.empty() : find(account) != nullptr);
    }

    std::size_t room(std::string_view account) const override
    {
        if (auto* found = find(account))
            return found->room();
        std::size_t most = 0;
        if (account.empty())
            for (auto* one : accounts_)
                most = std::max(most, one->room());
        return most;
    }

    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment) override
    {
        auto* found = message.account.empty() ? by_prefix(message.recipient) : find(message.account);
        if (!found)
            return no_such_account();
        return found->send(std::move(message), std::move(reference), first_segment);
    }

    // The account with the longest prefix of this number among those that are bound; where none is, among
    // all.
    esme_account* by_prefix(std::string_view recipient) const
    {
        esme_account* best = nullptr;
        int best_rank = -1;
        for (auto* one : accounts_) {
            int rank = one->bound() ? 1000 : 0;
            for (const auto& prefix : one->settings().prefixes)
                if (recipient.starts_with(prefix))
                    rank = std::max(rank, (one->bound() ? 1000 : 0) + static_cast<int>(prefix.size()));
            if (rank > best_rank) {
                best = one;
                best_rank = rank;
            }
        }
        return best;
    }

private:
    esme_account* find(std::string_view name) const
    {
        for (auto* one : accounts_)
            if (one->settings().name == name)
                return one;
        return nullptr;
    }

    static async<send_outcome> no_such_account()
    {
        refused outcome;
        outcome.why.what = advice::give_up;
        outcome.why.our_fault = true;
        outcome.why.code = "no_such_account";
        co_return outcome;
    }

    std::vector<esme_account*> accounts_;
};

}  // namespace sapa::sms
