// Reads and saves conversation tests.
#include "gateway/console/test_files.hpp"

#include <sys/stat.h>
#include <algorithm>
#include "gateway/console/files.hpp"

namespace sapa::console {
namespace {

// The first line of a saved test: who confirmed it.
constexpr std::string_view author_mark = "# Disimpan oleh ";

std::filesystem::path folder_of(const console_settings& with, std::string_view folder)
{
    return folder == "shipped" ? with.tests : with.folder / "tests";
}

std::string author_in(const std::string& text)
{
    if (!text.starts_with(author_mark))
        return {};
    return text.substr(author_mark.size(), text.find('\n') - author_mark.size());
}

}  // namespace

bool fit_test_name(std::string_view name)
{
    const auto fit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !name.empty() && name.size() <= 60 && std::ranges::all_of(name, fit);
}

std::vector<test_file> read_tests(const console_settings& with, std::vector<finding>& faults)
{
    std::vector<test_file> all;
    for (const auto* folder : {"shipped", "saved"}) {
        std::vector<std::filesystem::path> paths;
        std::error_code missing;
        for (const auto& one : std::filesystem::directory_iterator(folder_of(with, folder), missing))
            if (one.path().extension() == ".chat")
                paths.push_back(one.path());
        std::ranges::sort(paths);
        for (const auto& path : paths) {
            const auto text = read_file(path).value_or("");
            test_file one{.name = path.stem().string(), .folder = folder, .author = author_in(text)};
            struct stat at = {};
            if (one.folder == "saved" && ::stat(path.c_str(), &at) == 0)
                one.saved_at = instant(seconds(at.st_mtim.tv_sec));
            one.chats = lab::parse_chats(text, path.string(), faults);
            all.push_back(std::move(one));
        }
    }
    return all;
}

std::optional<std::string> read_test(const console_settings& with, std::string_view folder,
                                     std::string_view name)
{
    if (!fit_test_name(name) || (folder != "shipped" && folder != "saved"))
        return std::nullopt;
    return read_file(folder_of(with, folder) / (std::string(name) + ".chat"));
}

bool save_test(const console_settings& with, const std::string& name, const std::string& text,
               const std::string& author, bool replace)
{
    const auto file = folder_of(with, "saved") / (name + ".chat");
    if (!replace && std::filesystem::exists(file))
        return false;
    auto body = text;
    if (body.starts_with(author_mark))
        body.erase(0, std::min(body.find('\n'), body.size() - 1) + 1);
    if (!body.ends_with('\n'))
        body += '\n';
    write_file(file, std::string(author_mark) + author + "\n" + body);
    return true;
}

std::optional<std::string> author_of(const console_settings& with, std::string_view name)
{
    const auto text = read_test(with, "saved", name);
    return text ? std::optional(author_in(*text)) : std::nullopt;
}

void remove_test(const console_settings& with, const std::string& name)
{
    std::filesystem::remove(folder_of(with, "saved") / (name + ".chat"));
}

}  // namespace sapa::console
