#include "gateway/pipeline/retry.hpp"

#include <algorithm>
#include <cmath>
#include "gateway/async/backoff.hpp"
#include "gateway/model/carried.hpp"

namespace sapa {
namespace {

constexpr milliseconds pair_rate_longest{
    256'000};  // reference/whatsapp.md 2.2: 4^X seconds, X = 0, 1, 2, ...

milliseconds schedule(int failures, double chance, const retry_settings& settings)
{
    const backoff growing{.first = settings.first_wait, .most = settings.longest_wait, .factor = 3.0};
    return growing.wait(failures, chance);
}

verdict end(outbox_end how, std::string code, bool dead_letter)
{
    return {.ended = how, .dead_letter = dead_letter, .code = std::move(code)};
}

verdict again(instant at, std::string code, const mt_message& message)
{
    if (message.expires_at != instant{} && at >= message.expires_at)
        return end(outbox_end::expired, std::move(code), false);
    return {.retry_at = at, .code = std::move(code)};
}

verdict judge_refusal(const failure& why, const mt_message& message, attempts_so_far before, instant now,
                      double chance, const retry_settings& settings)
{
    const auto failures = before.failed + 1;
    switch (why.what) {
        case advice::retry:
        case advice::retry_few:
            if (failures >= (why.what == advice::retry ? settings.attempts_max : settings.few_attempts))
                return end(outbox_end::refused, why.code, true);
            return again(now + std::max(why.after, schedule(failures, chance, settings)), why.code, message);
        case advice::retry_once:
            if (failures > 1)
                return end(outbox_end::refused, why.code, true);
            return again(now + std::max(why.after, schedule(1, chance, settings)), why.code, message);
        case advice::hold_recipient: {
            const milliseconds four_to_x{1000L << (2 * std::min(before.throttled, 4))};
            const auto hold = std::max(why.after, std::min(four_to_x, pair_rate_longest));
            auto later = again(now + hold, why.code, message);
            later.hold_recipient = hold;
            return later;
        }
        case advice::slow_account:
            return again(now + std::max(why.after, milliseconds(500)), why.code, message);
        case advice::pause_account:
            return again(now + (why.after.count() > 0 ? why.after : settings.account_pause), why.code,
                         message);
        case advice::give_up:
        case advice::fall_back_to_sms:
        case advice::needs_template:
            break;
    }
    return end(outbox_end::refused, why.code, true);
}

}  // namespace

std::optional<mt_message> instead_of(const mt_message& failed, const failure& why,
                                     const std::optional<std::string>& sms_account, instant now)
{
    const bool too_late = failed.expires_at != instant{} && now >= failed.expires_at;
    if (failed.purpose != mt_purpose::reply || too_late)
        return std::nullopt;
    if (why.what == advice::give_up || why.what == advice::needs_template)
        return std::nullopt;
    mt_message instead{.account = failed.account,
                       .recipient = failed.recipient,
                       .content = failed.content,
                       .expires_at = failed.expires_at};
    if (why.what == advice::fall_back_to_sms) {
        const auto by_sms = fallback_of(failed);
        if (!by_sms || !sms_account)
            return std::nullopt;
        instead.via = channel_type::sms;
        instead.account = *sms_account;
        instead.recipient = by_sms->phone;
        instead.content = {.key = failed.content.key, .spoken = failed.content.spoken, .text = by_sms->text};
        return instead;
    }
    if (find_carried(failed.carried, sent_again))
        return std::nullopt;
    instead.via = failed.via;
    instead.in_reply_to = failed.in_reply_to;
    instead.carried = failed.carried;
    instead.carried.emplace_back(sent_again, "yes");
    return instead;
}

verdict judge(const send_outcome& outcome, const mt_message& message, attempts_so_far before, instant now,
              double chance, const retry_settings& settings)
{
    if (std::holds_alternative<accepted>(outcome))
        return end(outbox_end::accepted, {}, false);
    if (const auto* refusal = std::get_if<refused>(&outcome))
        return judge_refusal(refusal->why, message, before, now, chance, settings);

    const auto& code = std::get<unknown_outcome>(outcome).code;
    verdict judged;
    if (message.purpose == mt_purpose::notice)
        judged = end(outbox_end::unknown, code, false);
    else if (before.unknown + 1 > settings.unknown_max)
        judged = end(outbox_end::unknown, code, true);
    else {
        const milliseconds told_after =
            message.via == channel_type::whatsapp ? settings.status_wait : seconds(0);
        const auto wait = std::max(told_after, schedule(before.unknown + 1, chance, settings));
        judged = again(now + wait, code, message);
    }
    judged.was_unknown = true;
    return judged;
}

}  // namespace sapa
