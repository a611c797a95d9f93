// Reads conf/hints.yaml and applies it in one pass of an RE2 set.
#include "intents/recognise/hints.hpp"

#include <re2/re2.h>
#include <yaml-cpp/yaml.h>
#include <algorithm>
#include <stdexcept>

namespace sapa {

hints::hints(const std::filesystem::path& file, std::span<const std::string> labels)
{
    if (!std::filesystem::exists(file))
        return;
    const auto fail = [&](const YAML::Mark& mark, const std::string& what) {
        throw std::runtime_error(file.string() + ":" + std::to_string(mark.line + 1) + ": " + what);
    };
    YAML::Node root;
    try {
        root = YAML::LoadFile(file.string());
    } catch (const YAML::Exception& wrong) {
        fail(wrong.mark, wrong.msg);
    }
    set_ = std::make_unique<RE2::Set>(RE2::Options(RE2::Quiet), RE2::UNANCHORED);
    for (const auto& node : root["hints"]) {
        hint one{.name = node["name"].as<std::string>("")};
        for (const auto& pair : node["add"]) {
            const auto label = pair.first.as<std::string>();
            const auto at = std::ranges::find(labels, label);
            if (at == labels.end())
                fail(node.Mark(), "no label is called " + label);
            one.adds.emplace_back(static_cast<std::size_t>(at - labels.begin()), pair.second.as<float>());
        }
        if (node["unless"])
            one.unless = std::make_unique<RE2>(node["unless"].as<std::string>(), RE2::Quiet);
        std::string wrong;
        if (!node["pattern"] || set_->Add(node["pattern"].as<std::string>(), &wrong) < 0 ||
            (one.unless && !one.unless->ok()))
            fail(node.Mark(), "this pattern cannot be read: " + wrong);
        hints_.push_back(std::move(one));
    }
    if (hints_.empty() || !set_->Compile())
        set_.reset();
}

std::vector<std::string> hints::apply(const std::string& plain, std::span<float> scores) const
{
    std::vector<int> hits;
    std::vector<std::string> names;
    if (!set_ || !set_->Match(plain, &hits))
        return names;
    for (const int hit : hits) {
        const auto& found = hints_[static_cast<std::size_t>(hit)];
        if (found.unless && RE2::PartialMatch(plain, *found.unless))
            continue;
        if (!found.name.empty())
            names.push_back(found.name);
        for (const auto& [label, much] : found.adds)
            scores[label] += much;
    }
    return names;
}

}  // namespace sapa
