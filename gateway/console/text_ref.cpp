// Finds texts by their names.
#include "gateway/console/text_ref.hpp"

#include "gateway/console/overlay.hpp"

namespace sapa::console {
namespace {

bool on_whatsapp(const text_ref& ref) { return ref.via == channel_type::whatsapp; }
bool of_a_choice(const text_ref& ref) { return ref.kind == "title" || ref.kind == "about"; }

}  // namespace

json::object to_json(const text_ref& ref)
{
    return {{"kind", ref.kind},
            {"key", ref.key},
            {"index", ref.index},
            {"channel", to_string(ref.via)},
            {"language", to_string(ref.spoken)}};
}

std::optional<text_ref> text_ref_from(const json::value* from)
{
    if (!from || !from->is_object())
        return std::nullopt;
    const auto& in = from->as_object();
    const auto via = parse_channel_type(text_of(in, "channel", "sms"));
    const auto spoken = parse_language(text_of(in, "language", "id"));
    const auto index = number_of(in, "index");
    if (!via || !spoken || index < 0 || index > 1000)
        return std::nullopt;
    return text_ref{.kind = text_of(in, "kind"),
                    .key = text_of(in, "key"),
                    .index = static_cast<std::size_t>(index),
                    .via = *via,
                    .spoken = *spoken};
}

const spoken_text* find_text(const bundle::parts& conf, const text_ref& ref)
{
    if (ref.kind == "reply") {
        const auto* found = conf.replies.find(ref.key);
        return !found ? nullptr : on_whatsapp(ref) ? &found->whatsapp : &found->text;
    }
    if (of_a_choice(ref)) {
        const auto at = conf.replies.titles.find(ref.key);
        if (at == conf.replies.titles.end())
            return nullptr;
        return ref.kind == "title" ? &at->second.title : &at->second.description;
    }
    const auto* entry = conf.knowledge.find(ref.key);
    if (!entry)
        return nullptr;
    if (ref.kind == "answer_title")
        return &entry->title;
    if (ref.kind != "answer" || ref.index >= entry->answers.size())
        return nullptr;
    const auto& answer = entry->answers[ref.index];
    return on_whatsapp(ref) ? &answer.whatsapp : &answer.sms;
}

std::string file_of(const bundle::parts& conf, const text_ref& ref)
{
    if (const auto* found = conf.replies.find(ref.key); found && ref.kind == "reply")
        return below_conf(found->file);
    if (const auto at = conf.replies.titles.find(ref.key);
        of_a_choice(ref) && at != conf.replies.titles.end())
        return below_conf(at->second.file);
    const auto* entry = conf.knowledge.find(ref.key);
    return entry ? below_conf(entry->file) : std::string{};
}

std::vector<std::string> way_to(const text_ref& ref)
{
    const std::string spoken(to_string(ref.spoken));
    if (ref.kind == "reply")
        return on_whatsapp(ref) ? std::vector<std::string>{"replies", ref.key, "whatsapp", spoken}
                                : std::vector<std::string>{"replies", ref.key, spoken};
    if (ref.kind == "title")
        return {"titles", ref.key, spoken};
    if (ref.kind == "about")
        return {"titles", ref.key, "about", spoken};
    if (ref.kind == "answer_title")
        return {"title", spoken};
    return {"answers", std::to_string(ref.index), on_whatsapp(ref) ? "whatsapp" : "sms", spoken};
}

std::optional<text_ref> text_at(const bundle::parts& conf, std::string_view file, int line)
{
    const auto spoken_at = [line](const spoken_text& text) -> std::optional<language> {
        for (std::size_t i = 0; i < text.lines.size(); ++i)
            if (text.lines[i] == line && !text.by_language[i].empty())
                return static_cast<language>(i);
        return std::nullopt;
    };
    for (const auto& [key, one] : conf.replies.replies) {
        if (below_conf(one.file) != file)
            continue;
        if (const auto spoken = spoken_at(one.text))
            return text_ref{"reply", key, 0, channel_type::sms, *spoken};
        if (const auto spoken = spoken_at(one.whatsapp))
            return text_ref{"reply", key, 0, channel_type::whatsapp, *spoken};
        if (one.line == line)
            return text_ref{"reply", key, 0, channel_type::sms, language::id};
    }
    for (const auto& [key, one] : conf.replies.titles)
        if (below_conf(one.file) == file)
            if (const auto spoken = spoken_at(one.title))
                return text_ref{"title", key, 0, channel_type::sms, *spoken};
    for (const auto& entry : conf.knowledge.entries) {
        if (below_conf(entry.file) != file)
            continue;
        if (const auto spoken = spoken_at(entry.title))
            return text_ref{"answer_title", entry.intent, 0, channel_type::sms, *spoken};
        for (std::size_t i = 0; i < entry.answers.size(); ++i) {
            if (const auto spoken = spoken_at(entry.answers[i].sms))
                return text_ref{"answer", entry.intent, i, channel_type::sms, *spoken};
            if (const auto spoken = spoken_at(entry.answers[i].whatsapp))
                return text_ref{"answer", entry.intent, i, channel_type::whatsapp, *spoken};
        }
    }
    return std::nullopt;
}

}  // namespace sapa::console
