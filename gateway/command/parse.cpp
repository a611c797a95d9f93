// sapa parse: JSON lines of texts in, what they mean out. DESIGN.md section 7.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include "gateway/command/commands.hpp"
#include "gateway/command/place.hpp"
#include "gateway/model/cache_folder.hpp"
#include "intents/recognise/recogniser.hpp"

namespace sapa {

namespace {

namespace json = boost::json;

constexpr std::string_view to_string(understanding action)
{
    constexpr std::string_view names[]{"answer", "ask", "unknown"};
    return names[static_cast<std::size_t>(action)];
}

double rounded(double confidence) { return std::round(confidence * 1e4) / 1e4; }

json::object to_json(const json::value& id, const understood& found, std::int64_t micros)
{
    json::object slots;
    for (const auto& [name, value] : found.slots)
        slots[name] = value;
    json::array alternatives;
    for (const auto& other : found.alternatives)
        alternatives.push_back(
            json::object{{"intent", other.intent}, {"confidence", rounded(other.confidence)}});
    json::object out{{"id", id},
                     {"intent", found.intent},
                     {"confidence", rounded(found.confidence)},
                     {"slots", std::move(slots)},
                     {"alternatives", std::move(alternatives)},
                     {"action", to_string(found.action)},
                     {"why", found.why},
                     {"micros", micros}};
    if (!found.second_intent.empty())
        out["second_intent"] = found.second_intent;
    if (found.secret)
        out["secret"] = true;
    return out;
}

json::object parse_line(const std::string& line, const recogniser& understand)
{
    boost::system::error_code wrong;
    const auto parsed = json::parse(line, wrong);
    if (wrong || !parsed.is_object())
        return {{"error", "a line must be one JSON object: {\"id\",\"channel\",\"text\"}"}};
    const auto& object = parsed.as_object();
    const auto* id = object.if_contains("id");
    const auto* text = object.if_contains("text");
    const auto* channel = object.if_contains("channel");
    const json::value known_id = id ? *id : json::value(nullptr);
    if (!text || !text->is_string())
        return {{"id", known_id}, {"error", "text is missing or no string"}};
    auto via = channel && channel->is_string() ? parse_channel_type(std::string_view(channel->as_string()))
                                               : std::optional(channel_type::whatsapp);
    if (!via || (channel && !channel->is_string()))
        return {{"id", known_id}, {"error", "channel is sms or whatsapp"}};
    const auto begin = std::chrono::steady_clock::now();
    const auto found = understand.recognise(std::string_view(text->as_string()), *via);
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    return to_json(known_id, found, took.count());
}

void parse_all(const std::string& conf)
{
    std::shared_ptr<const recogniser> understand;
    try {
        understand = recogniser::load(conf, cache_folder());
    } catch (const std::exception& broken) {
        std::cerr << broken.what() << '\n';
        throw CLI::RuntimeError(1);
    }
    std::string line;
    while (std::getline(std::cin, line))
        if (line.find_first_not_of(" \t\r") != line.npos)
            std::cout << json::serialize(parse_line(line, *understand)) << std::endl;
}

}  // namespace

void add_parse(CLI::App& app)
{
    auto conf = std::make_shared<std::string>(default_place().conf);
    auto* parse = app.add_subcommand(
        "parse", "understand texts: JSON lines {\"id\",\"channel\",\"text\"} in, intents and slots out");
    parse->add_option("--conf", *conf, "folder of the configuration")->capture_default_str();
    parse->callback([conf] { parse_all(*conf); });
}

}  // namespace sapa
