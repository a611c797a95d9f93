// The conversation tests on the disk: those that come with the gateway and those that agents saved.
#pragma once
#include <optional>
#include <string>
#include <vector>
#include "gateway/console/answers.hpp"
#include "gateway/console/settings.hpp"
#include "gateway/lab/sandbox_chat.hpp"

namespace sapa::console {

struct test_file
{
    std::string name{}, folder{};  // "shipped" or "saved"
    std::string author{};
    std::optional<instant> saved_at{};
    std::vector<lab::chat> chats{};
};

// What the page calls its file: a saved one by its name alone, a shipped one by its path.
inline std::string shown_file(const std::string& folder, const std::string& name, const std::string& path)
{
    return folder == "saved" ? name + ".chat" : path;
}

// a-z, 0-9, hyphen, underscore; 1 to 60 of them: never a path.
bool fit_test_name(std::string_view name);

// All, by folder and name. From the work thread.
std::vector<test_file> read_tests(const console_settings& with, std::vector<finding>& faults);
std::optional<std::string> read_test(const console_settings& with, std::string_view folder,
                                     std::string_view name);
// false: it exists and is not to be replaced.
bool save_test(const console_settings& with, const std::string& name, const std::string& text,
               const std::string& author, bool replace);
// Who saved it; nullopt: there is none.
std::optional<std::string> author_of(const console_settings& with, std::string_view name);
void remove_test(const console_settings& with, const std::string& name);

}  // namespace sapa::console
