// Commands by RE2 over words without filler; misspelt keywords are corrected and tried once more.
#include "intents/recognise/commands.hpp"

#include <yaml-cpp/yaml.h>
#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include "intents/text/keypad.hpp"
#include "intents/text/words.hpp"

namespace sapa {

namespace {

constexpr std::size_t longest_command = 160;  // bytes; what is longer is a sentence
constexpr std::size_t most_words = 8;
constexpr std::string_view numbered[]{"saldo",   "status", "iuran",
                                      "tagihan", "klaim",  "simulasi"};  // a number follows them

[[noreturn]] void fail(const std::filesystem::path& file, const YAML::Mark& mark, const std::string& what)
{
    throw std::runtime_error(file.string() + ":" + std::to_string(mark.line + 1) + ": " + what);
}

void replace_all(std::string& text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

// {no} and {town} stand for the pieces that many patterns share.
std::string expanded(std::string pattern)
{
    constexpr std::string_view called =
        "(?:(?:nomor|no|nomer|nmr|nope?s?|kpj|nik|ktp|peserta|kartu|jamsostek) )*";
    replace_all(pattern, "{no}", std::string(called) + "(?:\\d{16}|\\d{11})");
    replace_all(
        pattern, "{digits}",
        std::string(called) + "(?:\\d[0-9a-z]{2,}|\\d{1,2} \\d+|x{3,}[0-9x]*)(?: [0-9a-z]*\\d[0-9a-z]*)*");
    replace_all(pattern, "{town}", "(?P<town>[a-z]+(?: [a-z]+){0,2})");
    return pattern;
}

// Letters that make no word: "abc", "xyz", "sdfgh".
bool is_garbage(std::string_view word)
{
    std::size_t run = 0, longest_run = 0;
    for (const char c : word)
        longest_run = std::max(
            longest_run, run = std::string_view("aeiou").find(c) == std::string_view::npos ? run + 1 : 0);
    return word.size() <= 3 || longest_run >= 4 || longest_run == word.size();
}

bool has_digit(std::string_view word) { return word.find_first_of("0123456789") != word.npos; }

}  // namespace

commands::commands(const std::filesystem::path& file)
{
    YAML::Node root;
    try {
        root = YAML::LoadFile(file.string());
    } catch (const YAML::Exception& wrong) {
        fail(file, wrong.mark, wrong.msg);
    }
    for (const auto& word : root["filler"])
        filler_.insert(word.as<std::string>());
    for (const auto& word : root["keywords"])
        keywords_.push_back(word.as<std::string>());
    for (const auto& pair : root["glued"])
        glued_[pair.first.as<std::string>()] = pair.second.as<std::string>();
    set_ = std::make_unique<RE2::Set>(RE2::Options(RE2::Quiet), RE2::ANCHOR_BOTH);
    for (const auto& node : root["commands"]) {
        command one{.intent = node["intent"].as<std::string>(""), .name = node["name"].as<std::string>("")};
        if (one.intent.empty() || !node["patterns"].IsSequence())
            fail(file, node.Mark(), "a command needs intent, name and a list of patterns");
        for (const auto& choice : node["ask"])
            one.choices.push_back(choice.as<std::string>());
        for (const auto& pattern : node["patterns"]) {
            const auto text = expanded(pattern.as<std::string>());
            auto compiled = std::make_unique<RE2>(text, RE2::Quiet);
            std::string wrong;
            if (!compiled->ok() || set_->Add(text, &wrong) < 0)
                fail(file, pattern.Mark(), "this pattern cannot be read: " + compiled->error() + wrong);
            place_of_.emplace_back(commands_.size(), one.patterns.size());
            const auto& groups = compiled->NamedCapturingGroups();
            const auto town = groups.find("town");
            one.patterns.push_back({std::move(compiled), town == groups.end() ? 0 : town->second});
        }
        commands_.push_back(std::move(one));
    }
    if (!set_->Compile())
        fail(file, root.Mark(), "the patterns together are too large");
}

// Words without filler; numbers as digits; glued words taken apart.
std::vector<std::string> commands::words_of(const text_view& seen) const
{
    std::string spread;
    std::size_t next = 0;
    for (std::size_t at = 0; at < seen.cleaned.size();) {
        if (next < seen.numbers.size() && seen.numbers[next].begin == at) {
            const auto& number = seen.numbers[next++];
            spread += ' ';
            spread +=
                number.strange ? seen.cleaned.substr(number.begin, number.end - number.begin) : number.digits;
            spread += ' ';
            at = number.end;
            continue;
        }
        const char c = seen.cleaned[at++];
        const bool word =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        spread += word ? c : ' ';
    }
    std::vector<std::string> words;
    for (auto& word : text::split_words(spread)) {
        if (auto parts = glued_.find(word); parts != glued_.end())
            std::ranges::copy(text::split_words(parts->second), std::back_inserter(words));
        else
            words.push_back(std::move(word));
    }
    const auto filler = [&](const std::string& word) { return filler_.contains(word); };
    if (!std::ranges::all_of(words, filler))
        std::erase_if(words, filler);
    return words;
}

std::optional<command_match> commands::match(const std::string& line) const
{
    std::vector<int> hits;
    if (!set_->Match(line, &hits) || hits.empty())
        return std::nullopt;
    const auto [index, which] = place_of_[static_cast<std::size_t>(*std::ranges::min_element(hits))];
    const auto& found = commands_[index];
    command_match result{.intent = found.intent, .name = found.name, .choices = found.choices};
    if (const auto& [expression, town] = found.patterns[which]; town > 0) {
        std::vector<re2::StringPiece> pieces(static_cast<std::size_t>(town) + 1);
        expression->Match(line, 0, line.size(), RE2::ANCHOR_BOTH, pieces.data(), town + 1);
        result.names_town = !pieces.back().empty();
    }
    return result;
}

// Replaces words that nobody knows by keywords near them. True where one was replaced.
bool commands::correct(std::vector<std::string>& words, const language_knowledge& knowledge) const
{
    bool changed = false;
    for (auto& word : words) {
        if (word.size() < 3 || has_digit(word) || std::ranges::find(keywords_, word) != keywords_.end())
            continue;
        if (knowledge.speller.knows(word) || knowledge.words.knows(word))
            continue;
        const double limit = word.size() <= 4 ? 1.0 : 1.4;
        const std::string* best = nullptr;
        double least = limit + 0.01;
        for (const auto& keyword : keywords_) {
            const auto apart = text::keypad_distance(word, keyword, limit);
            if (apart < least && (word[0] == keyword[0] || apart < 0.8)) {
                least = apart;
                best = &keyword;
            }
        }
        if (best) {
            word = *best;
            changed = true;
        }
    }
    return changed;
}

std::optional<command_match> commands::find(const text_view& seen, const language_knowledge& knowledge) const
{
    if (seen.cleaned.size() > longest_command)
        return std::nullopt;
    auto words = words_of(seen);
    if (words.empty() || words.size() > most_words)
        return std::nullopt;
    if (auto exact = match(text::joined(words)))
        return exact;
    const auto unknown = [&](const std::string& word) {
        return !knowledge.speller.knows(word) && !knowledge.words.knows(word) &&
               !knowledge.class_of.contains(word);
    };
    // SALDO with garbage behind it keeps its service: the number is then asked for.
    const bool garbage_behind = words.size() == 2 &&
                                std::ranges::find(numbered, words[0]) != std::end(numbered) &&
                                unknown(words[1]) && !has_digit(words[1]) && is_garbage(words[1]);
    if (garbage_behind)
        return match(words[0]);
    if (!correct(words, knowledge))
        return std::nullopt;
    std::erase_if(words, [&](const auto& word) { return filler_.contains(word); });
    auto misspelt = match(text::joined(words));
    if (misspelt)
        misspelt->misspelt = true;
    return misspelt;
}

}  // namespace sapa
