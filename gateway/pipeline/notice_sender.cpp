#include "gateway/pipeline/notice_sender.hpp"

#include <fmt/format.h>
#include "gateway/model/carried.hpp"
#include "gateway/pipeline/persons.hpp"
#include "intents/dialogue/dialogue.hpp"

namespace sapa {

notice_sender::notice_sender(conversation_store& store, core_client& core, dispatcher& out,
                             current_bundle conf, clock_source now, notice_settings settings)
    : store_(store),
      core_(core),
      out_(out),
      conf_(std::move(conf)),
      now_(std::move(now)),
      settings_(std::move(settings))
{
}

async<notice_told> notice_sender::start(notice_request asked)
{
    const auto on_sms = co_await store_.find_addressee(channel_type::sms, asked.to.digits());
    const auto on_whatsapp = co_await store_.find_addressee(channel_type::whatsapp, asked.to.digits());
    notice_told told;
    const auto goes = decide(asked, on_sms, on_whatsapp, now_(), settings_);
    told.skipped = goes.skipped;
    if (told.skipped.empty() && is_personal(asked.kind))
        told.skipped = co_await confirm(asked, goes.via);
    if (!told.skipped.empty())
        co_return told;

    const auto conf = conf_();
    const auto& whose = goes.via == channel_type::sms ? on_sms : on_whatsapp;
    const auto state = parse_state(whose.state);
    say what{.key = reply_key(asked.kind), .values = asked.values};
    if (is_personal(asked.kind))
        what.values.values.emplace_back("participant_no", asked.about);
    mt_message message{.via = goes.via,
                       .account = goes.account,
                       .recipient = asked.to.digits(),
                       .purpose = mt_purpose::notice,
                       .content = word(*conf, what, goes.via, state.spoken),
                       .expires_at = goes.expires_at};
    // Meta does not deliver it where somebody else holds the account now.
    if (auto identity = remembered_identity(state); is_personal(asked.kind) && !identity.empty())
        message.carried.emplace_back(identity_key_hash, std::move(identity));
    if (goes.via == channel_type::whatsapp) {
        const auto& usual = settings_.templates[static_cast<std::size_t>(asked.kind)];
        message.content.template_name = asked.template_name.empty() ? usual : asked.template_name;
        if (!message.content.template_name.empty())
            message.content.template_values = template_values(asked.kind, asked);
    }
    turn started{.conversation = goes.conversation, .intent = what.key, .now = now_()};
    started.replies.push_back(message);
    const auto receipt = co_await store_.commit_turn(std::move(started));
    told.outbox = receipt.outbox.at(0);
    told.not_before = goes.not_before;
    std::vector<outgoing> one;
    one.push_back({.outbox = told.outbox, .message = std::move(message), .not_before = goes.not_before});
    out_.offer(lane_of(goes.conversation, mt_purpose::notice), std::move(one), false);
    co_return told;
}

async<std::string> notice_sender::confirm(notice_request& asked, channel_type via)
{
    const bool of_balance = asked.kind == notice_kind::balance;
    core_question question{.operation = of_balance ? "balance" : "contributions",
                           .arguments = {{"participant_no", asked.about.digits()}},
                           .via = via,
                           .phone = asked.to,
                           .request_id = fmt::format("notice-{}", ++asked_)};
    const auto answer = co_await core_.ask(std::move(question));
    if (answer.outcome == outcome_unavailable)
        co_return "core_unavailable";
    if (answer.outcome != "ok")
        co_return "not_registered";
    if (of_balance) {
        asked.values = {};
        if (const auto* total = answer.told.find("total"))
            asked.values.values.emplace_back("amount", *total);
        if (const auto* day = answer.told.find("as_of"))
            asked.values.values.emplace_back("as_of", *day);
    }
    co_return std::string{};
}

}  // namespace sapa
