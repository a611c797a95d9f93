#include "gateway/pipeline/road_meters.hpp"

#include <string_view>
#include "gateway/observe/stages.hpp"

namespace sapa {
namespace {

constexpr std::string_view action_words[]{"answer", "ask", "unknown"};
constexpr std::string_view end_words[]{"answered", "muted", "ignored", "loop", "too_old", "stopped_sender"};

}  // namespace

road_meters::road_meters(metrics& seen)
    : failed_turns_(seen.count("sapa_turns_failed_total", "turns that could not be committed")),
      intents_(seen, "sapa_intents_total", "questions by their label in conf/", "intent")
{
    for (auto via : {channel_type::sms, channel_type::whatsapp}) {
        auto& made = of(via);
        const auto channel = label("channel", to_string(via));
        made.recognise = &stage_seconds(seen, "recognise", via);
        made.core = &stage_seconds(seen, "core", via);
        made.commit = &stage_seconds(seen, "commit", via);
        made.turn = &seen.time("sapa_turn_seconds", "from receipt to the committed turn", channel);
        for (std::size_t i = 0; i < actions; ++i)
            made.understood[i] = &seen.count("sapa_understood_total", "texts by what came of recognising them",
                                             channel + "," + label("action", action_words[i]));
        for (std::size_t i = 0; i < ends; ++i)
            made.ended[i] = &seen.count("sapa_turns_total", "questions whose turn is committed, by how it ended",
                                        channel + "," + label("how", end_words[i]));
    }
}

void road_meters::recognised(channel_type via, understanding action, time_point begun)
{
    observe_since(*of(via).recognise, begun);
    of(via).understood[static_cast<std::size_t>(action)]->add();
}

void road_meters::asked_core(channel_type via, time_point begun) { observe_since(*of(via).core, begun); }

void road_meters::committed(channel_type via, time_point begun) { observe_since(*of(via).commit, begun); }

void road_meters::ended(channel_type via, turn_end how, const std::string& intent, milliseconds age)
{
    of(via).turn->observe(std::chrono::duration<double>(age).count());
    of(via).ended[static_cast<std::size_t>(how)]->add();
    intents_.of(intent.empty() ? std::string_view("none") : intent).add();
}

}  // namespace sapa
