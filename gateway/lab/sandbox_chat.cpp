// Reads conversation tests.
#include "gateway/lab/sandbox_chat.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sapa::lab {
namespace {

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == text.npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::vector<std::string> listed(std::string_view text)
{
    std::vector<std::string> words;
    std::istringstream in{std::string(text)};
    for (std::string word; std::getline(in, word, ',');)
        words.push_back(trimmed(word));
    return words;
}

class chat_reader
{
public:
    chat_reader(const std::string& file, std::vector<finding>& findings) : file_(file), findings_(findings) {}

    void read(std::string_view raw)
    {
        ++line_;
        std::string line(raw);
        if (line.ends_with('\r'))
            line.pop_back();
        if (trimmed(line).empty() || line[0] == '#')
            return;
        switch (line[0]) {
            case '>':
                return step(chat_line::said, line);
            case '<':
                return step(chat_line::reply, line);
            case '+':
                return step(chat_line::time, line);
            case '~':
                return step(chat_line::event, line);
            case '|':
                return row(line);
            case ' ':
                return step(chat_line::assertion, line);
            default:
                return scene(line);
        }
    }

    std::vector<chat> take()
    {
        for (auto& one : chats_) {
            if (one.on.empty())
                one.on = {channel_type::sms};
            if (one.in.empty())
                one.in = {language::id};
        }
        return std::move(chats_);
    }

private:
    void fault(std::string what, std::string instead)
    {
        findings_.push_back(
            {finding::level::error, file_, line_, "chat", std::move(what), std::move(instead)});
    }

    chat& current()
    {
        if (chats_.empty()) {
            fault("the conversation has no title", "begin with `chat  What it shows`");
            chats_.push_back({.title = file_, .file = file_, .line = line_});
        }
        return chats_.back();
    }

    void step(chat_line kind, const std::string& line)
    {
        auto& steps = current().steps;
        if (kind == chat_line::assertion && (steps.empty() || !line.starts_with("  ")))
            return fault("an assertion stands below a reply, after two blanks",
                         "write `  intent balance` below a `<`");
        steps.push_back({.kind = kind,
                         .line = line_,
                         .text = trimmed(std::string_view(line).substr(1)),
                         .last_line = line_});
    }

    void row(const std::string& line)
    {
        auto& steps = current().steps;
        auto text = trimmed(std::string_view(line).substr(1));
        if (!steps.empty() && steps.back().kind == chat_line::reply) {
            steps.back().text += "\n" + text;
            steps.back().last_line = line_;
        } else if (!steps.empty() && steps.back().kind == chat_line::said) {
            steps.back().rows.push_back(std::move(text));
        } else {
            fault("'|' goes on a reply or a table of spellings", "put it below `<` or `>`");
        }
    }

    void scene(const std::string& line)
    {
        const auto space = std::min(line.find(' '), line.size());
        const auto word = line.substr(0, space);
        const auto rest = trimmed(std::string_view(line).substr(space));
        if (word == "chat") {
            chats_.push_back({.title = rest, .file = file_, .line = line_});
            return;
        }
        auto& one = current();
        if (!one.steps.empty())
            return fault("'" + word + "' sets the scene and stands before the first '>'", "move it up");
        if (word == "on") {
            for (const auto& name : listed(rest))
                if (const auto via = parse_channel_type(name))
                    one.on.push_back(*via);
                else
                    fault("unknown channel '" + name + "'", "write sms or whatsapp");
        } else if (word == "in") {
            for (const auto& name : listed(rest))
                if (const auto spoken = parse_language(name))
                    one.in.push_back(*spoken);
                else
                    fault("unknown language '" + name + "'", "write id, en, jv or su");
        } else if (word == "from") {
            one.from = rest;
        } else if (word == "at") {
            one.at = rest;
        } else if (word == "core") {
            one.core.emplace_back(line_, rest);
        } else if (word == "prefers") {
            const auto cut = std::min(rest.find(' '), rest.size());
            one.preferences.emplace_back(rest.substr(0, cut), trimmed(std::string_view(rest).substr(cut)));
        } else {
            fault("unknown word '" + word + "'", "write one of: chat, on, in, from, at, core, prefers");
        }
    }

    std::string file_;
    std::vector<finding>& findings_;
    std::vector<chat> chats_{};
    int line_{};
};

}  // namespace

std::size_t chat::spellings() const
{
    std::size_t most = 1;
    for (const auto& step : steps)
        most = std::max(most, step.rows.size() + (step.text.empty() ? 0 : 1));
    return most;
}

std::vector<chat> parse_chats(std::string_view text, const std::string& file, std::vector<finding>& findings)
{
    chat_reader reader(file, findings);
    std::istringstream in{std::string(text)};
    for (std::string line; std::getline(in, line);)
        reader.read(line);
    return reader.take();
}

std::vector<chat> read_chats(const std::filesystem::path& file, std::vector<finding>& findings)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        findings.push_back({finding::level::error, file.string(), 0, "missing-file",
                            "the file cannot be read", "give the path of a .chat file"});
        return {};
    }
    std::stringstream text;
    text << in.rdbuf();
    return parse_chats(text.str(), file.string(), findings);
}

}  // namespace sapa::lab
