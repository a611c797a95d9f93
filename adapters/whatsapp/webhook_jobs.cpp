// What the items of a body ask of the store, in the order in which it is to be done.
#include <algorithm>
#include <map>
#include "adapters/whatsapp/arrival.hpp"
#include "adapters/whatsapp/webhook_handler.hpp"
#include "gateway/pipeline/notices.hpp"

namespace sapa::whatsapp {

std::vector<webhook_handler::job> webhook_handler::jobs_of(const webhook& told, instant now)
{
    std::vector<job> jobs;
    jobs.reserve(told.messages.size() + told.statuses.size() + told.echoes.size());
    add_messages(jobs, told.messages, now);
    for (const auto& message : told.messages)
        if (auto gone = to_revocation(message); gone && find_account(message.to))
            jobs.emplace_back(std::move(*gone));
    for (const auto& status : told.statuses)
        add_status(jobs, status, now);
    for (const auto& echo : told.echoes)
        add_echo(jobs, echo, now);
    for (const auto& preference : told.preferences)
        add_preference(jobs, preference);
    return jobs;
}

// One person's messages in the order in which they were written, whatever the order in the body; between
// persons the body's order stays.
void webhook_handler::add_messages(std::vector<job>& jobs, const std::vector<inbound_message>& messages,
                                   instant now)
{
    std::vector<mo_message> all;
    all.reserve(messages.size());
    std::map<std::string_view, std::vector<std::size_t>> places;
    for (const auto& message : messages)
        if (auto one = arrived(message, now))
            all.push_back(std::move(*one));
    for (std::size_t at = 0; at < all.size(); ++at)
        places[all[at].sender].push_back(at);
    std::vector<std::size_t> order(all.size());
    for (const auto& [sender, where] : places) {
        auto written = where;
        std::ranges::stable_sort(written, {}, [&](std::size_t at) { return all[at].sent_at; });
        for (std::size_t i = 0; i < where.size(); ++i)
            order[where[i]] = written[i];
    }
    for (const auto at : order)
        jobs.emplace_back(std::move(all[at]));
}

std::optional<mo_message> webhook_handler::arrived(const inbound_message& message, instant now)
{
    if (!find_account(message.to)) {
        count_item("other_number");
        return std::nullopt;
    }
    count_item(to_string(message.what));
    auto one = to_mo_message(message, now);
    if (one)
        windows_.note(one->account, one->sender, one->sent_at);
    return one;
}

void webhook_handler::add_status(std::vector<job>& jobs, const message_status& status, instant now)
{
    if (!find_account(status.by))
        return count_item("other_number");
    auto report = to_report(status, now);
    count_item(report ? status.spelled : "unknown_status");
    if (!report)
        return;
    const auto& account = status.by.phone_number_id;
    jobs.emplace_back(
        status_news{std::move(*report),
                    why_failed(status, windows_.is_open(account, normal_sender(status.recipient), now))});
    for (const auto code : status.error_codes)
        add_person_news(jobs, account, status.recipient, code, status.id + "/" + std::to_string(code), now);
}

void webhook_handler::add_person_news(std::vector<job>& jobs, const std::string& account,
                                      const std::string& person, std::int64_t code, std::string provider_id,
                                      instant now) const
{
    if (person.empty())
        return;
    if (code == identity_changed)
        jobs.emplace_back(person_changed(account, person, std::move(provider_id), now));
    if (code == opted_out)
        jobs.emplace_back(wish{normal_sender(person), std::string(marketing_messages), "stop"});
}

void webhook_handler::add_preference(std::vector<job>& jobs, const user_preference& preference) const
{
    if (!find_account(preference.of))
        return count_item("other_number");
    jobs.emplace_back(wish{normal_sender(preference.wa_id), preference.category, preference.value});
}

void webhook_handler::add_echo(std::vector<job>& jobs, const message_echo& echo, instant now) const
{
    const auto* settings = find_account(echo.by);
    if (!settings)
        return count_item("other_number");
    count_item("echo");
    const auto until = std::min(echo.sent.at.value_or(now), now) + settings->mute_after_echo;
    if (until > now)
        jobs.emplace_back(mute_order{normal_sender(echo.to), until});
}

}  // namespace sapa::whatsapp
