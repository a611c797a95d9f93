// Conversation tests: DESIGN.md section 8. The first character of a line decides its kind.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/channel_type.hpp"
#include "gateway/model/finding.hpp"
#include "gateway/model/language.hpp"

namespace sapa::lab {

enum class chat_line : std::uint8_t { said, reply, time, event, assertion };

struct chat_step
{
    chat_line kind{};
    int line{};
    std::string text{};
    std::vector<std::string> rows{};  // of a table of spellings, below `>`
    int last_line{};                  // of a reply of several lines
};

struct chat
{
    std::string title{}, file{};
    int line{};
    std::vector<channel_type> on{};
    std::vector<language> in{};
    std::string from{"6281200000001"};
    std::string at{};                                 // "2026-11-20 09:00", WIB; empty: that
    std::vector<std::pair<int, std::string>> core{};  // "balance 3171... -> 12345678"
    std::vector<std::pair<std::string, std::string>> preferences{};
    std::vector<chat_step> steps{};
    std::size_t spellings() const;  // rows of its tables: the conversation is run once for each
};

// All conversations of a file; what is wrong in it becomes a finding with its line.
std::vector<chat> read_chats(const std::filesystem::path& file, std::vector<finding>& findings);
std::vector<chat> parse_chats(std::string_view text, const std::string& file, std::vector<finding>& findings);

}  // namespace sapa::lab
