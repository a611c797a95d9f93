// The dialogue's two doors: advance and word.
#include "intents/dialogue/bundle_parts.hpp"
#include "intents/dialogue/dialogue.hpp"
#include "intents/dialogue/turn.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa {
namespace {

template <class... Ts>
struct overloaded : Ts...
{
    using Ts::operator()...;
};

// The text of an answer of the knowledge base, with the choices that still fit an SMS.
std::string answer_text(const knowledge_entry& entry, const say& what, channel_type via, language spoken)
{
    std::size_t index = 0;
    if (const auto* at = what.values.find("answer"))
        if (const auto* number = std::get_if<std::int64_t>(at))
            index = static_cast<std::size_t>(*number);
    if (entry.answers.empty())
        return {};
    const auto& answer = entry.answers[std::min(index, entry.answers.size() - 1)];
    if (via == channel_type::whatsapp)
        return (answer.whatsapp.empty() ? answer.sms : answer.whatsapp).nearest(spoken);
    auto text = to_basic(answer.sms.nearest(spoken));
    if (what.choices.empty())
        return text;
    const auto with = text + std::string(answer_lead(spoken)) + numbered(what.choices);
    return with.size() <= 160 ? with : text;
}

// The language that the text is really in, after the fallback.
language said_in(const bundle::parts& parts, const say& what, channel_type via, language spoken)
{
    if (const auto* found = parts.replies.find(what.key))
        return found->on(via).in(spoken).empty() ? language::id : spoken;
    const auto* entry = what.key.starts_with("answer.") ? parts.knowledge.find(what.key.substr(7)) : nullptr;
    if (!entry || entry->answers.empty())
        return language::id;
    const auto& answer = entry->answers.front();
    return (via == channel_type::sms ? answer.sms : answer.whatsapp).in(spoken).empty() ? language::id
                                                                                        : spoken;
}

}  // namespace

step advance(const bundle& conf, const dialogue_state& now, const event& happened, const surroundings& around)
{
    dialogue_turn one(conf.inside(), now, around);
    return std::visit(overloaded{
                          [&](const said& e) { return one.on_said(e.message, e.meaning); },
                          [&](const core_said& e) { return one.on_core(e.question, e.answer); },
                          [&](const core_late& e) { return one.on_late(e.question); },
                          [&](const promise_kept& e) { return one.on_promise(e.question, e.answer); },
                          [&](const promise_broken&) { return one.on_broken(); },
                      },
                      happened);
}

mt_content word(const bundle& conf, const say& what, channel_type via, language spoken)
{
    const auto& parts = conf.inside();
    std::string text;
    auto choices = what.choices;
    for (auto& one : choices) {
        if (one.title.empty())
            one.title = parts.title(one.id, spoken);
        if (const auto at = parts.replies.titles.find(one.id); at != parts.replies.titles.end())
            one.description = at->second.description.nearest(spoken);
    }
    if (what.key.starts_with("answer.")) {
        if (const auto* entry = parts.knowledge.find(std::string_view(what.key).substr(7)))
            text = answer_text(*entry, what, via, spoken);
    } else if (const auto* found = parts.replies.find(what.key)) {
        text = render(found->on(via).nearest(spoken), what.values, parts.replies.words, spoken,
                      numbered(choices));
        const auto most = found->segments == 1 ? 160U : 153U * static_cast<unsigned>(found->segments);
        if (via == channel_type::sms)
            text = first_characters(to_basic(std::move(text)), most);
    }
    spoken = said_in(parts, what, via, spoken);
    auto content = content_for(via, std::move(text), std::move(choices), parts.replies.title("list", spoken));
    content.key = what.key;
    content.spoken = spoken;
    return content;
}

}  // namespace sapa
