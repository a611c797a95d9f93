// Loads conf/ into an immutable bundle.
#include "intents/dialogue/bundle.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>

#include "intents/dialogue/bundle_parts.hpp"
#include "intents/dialogue/lint.hpp"
#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

void hash_in(std::uint64_t& hash, std::string_view bytes)
{
    for (const unsigned char byte : bytes)
        hash = (hash ^ byte) * 0x100000001b3ULL;
}

// FNV-1a over names and contents, in the order of the names: equal content, equal name.
std::string hash_of(const std::filesystem::path& conf)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    std::vector<std::filesystem::path> files;
    std::error_code missing;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(conf, missing))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& path : files) {
        std::stringstream content;
        content << std::ifstream(path, std::ios::binary).rdbuf();
        hash_in(hash, path.lexically_relative(conf).string());
        hash_in(hash, content.str());
    }
    std::ostringstream text;
    text << std::hex << hash;
    return text.str();
}

// "conf/x.txt:12: words" -> file and line; else the folder.
finding of_exception(const std::string& words, const std::filesystem::path& conf)
{
    finding made{.file = conf.string(), .rule = "recogniser", .what = words, .instead = "correct that line"};
    const auto colon = words.find(':');
    if (colon != words.npos && colon + 1 < words.size() && words[colon + 1] >= '0' &&
        words[colon + 1] <= '9') {
        made.file = words.substr(0, colon);
        made.line = std::atoi(words.c_str() + colon + 1);
    }
    return made;
}

}  // namespace

const flow* bundle::parts::find_flow(std::string_view name) const
{
    const auto at = std::ranges::find(flows, name, &flow::name);
    return at == flows.end() ? nullptr : &*at;
}

std::string bundle::parts::title(std::string_view label, language spoken) const
{
    if (const auto* entry = knowledge.find(label))
        return entry->title.nearest(spoken);
    return replies.title(label, spoken);
}

bool bundle::parts::is_label(std::string_view name) const
{
    return knowledge.find(name) || find_flow(name) || replies.titles.contains(name);
}

bundle::bundle(std::unique_ptr<const parts> made) : parts_(std::move(made)) {}
bundle::~bundle() = default;

const std::string& bundle::hash() const { return parts_->hash; }
const recogniser& bundle::recogniser() const { return *parts_->understands; }

std::unique_ptr<bundle::parts> load_parts(const std::filesystem::path& conf, std::vector<finding>& findings)
{
    auto made = std::make_unique<bundle::parts>();
    made->hash = hash_of(conf);
    made->replies = load_replies(conf / "replies", findings);
    made->knowledge = load_knowledge(conf / "knowledge", findings);
    made->flows = load_flows(conf / "flows", findings);
    made->towns = load_towns(conf / "branches.yaml", findings);
    made->office = load_office(conf / "office.yaml", findings);
    return made;
}

std::shared_ptr<const bundle> bundle::load(const std::filesystem::path& conf,
                                           const std::filesystem::path& cache, std::vector<finding>& findings)
{
    auto made = load_parts(conf, findings);
    lint_structure(*made, conf, findings);
    try {
        made->understands = recogniser::load(conf, cache);
    } catch (const std::exception& wrong) {
        findings.push_back(of_exception(wrong.what(), conf));
    }
    const auto is_error = [](const finding& one) { return one.weight == finding::level::error; };
    if (std::ranges::any_of(findings, is_error))
        return nullptr;
    return std::make_shared<const bundle>(std::move(made));
}

}  // namespace sapa
