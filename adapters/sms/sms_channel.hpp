// All SMPP accounts as the pipeline's way out for SMS.
#pragma once
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

    bool serves(channel_type via, std::string_view account) const override
    {
        return via == channel_type::sms && find(account);
    }

    std::size_t room(std::string_view account) const override
    {
        auto* found = find(account);
        return found ? found->room() : 0;
    }

    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment) override
    {
        if (auto* found = find(message.account))
            return found->send(std::move(message), std::move(reference), first_segment);
        return no_such_account();
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
