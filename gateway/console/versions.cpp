// Keeps and loads versions.
#include "gateway/console/versions.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <algorithm>
#include "gateway/console/files.hpp"
#include "gateway/model/iso_time.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::console {
namespace {

std::filesystem::path file_of(const std::filesystem::path& folder, int number)
{
    return folder / "versions" / fmt::format("{:06}.json", number);
}

std::string content_hash(const std::string& content)
{
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(content.data()),
                       content.size(), nullptr, 0);
    char hex[2 * sizeof hash + 1];
    return sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
}

version from_json(const json::object& from)
{
    version one;
    one.number = static_cast<int>(number_of(from, "number"));
    one.hash = text_of(from, "hash");
    one.author = text_of(from, "author");
    one.note = text_of(from, "note");
    one.at = parse_iso_time(text_of(from, "at")).value_or(instant{});
    if (member_of(from, "back_to"))
        one.back_to = static_cast<int>(number_of(from, "back_to"));
    one.changes = static_cast<std::size_t>(number_of(from, "changes"));
    one.files = overlay_from(member_of(from, "files"));
    one.shipped = overlay_from(member_of(from, "shipped"));
    return one;
}

}  // namespace

std::vector<version> read_versions(const std::filesystem::path& folder)
{
    std::vector<version> all;
    std::error_code missing;
    for (const auto& one : std::filesystem::directory_iterator(folder / "versions", missing)) {
        if (one.path().extension() != ".json")
            continue;
        boost::system::error_code wrong;
        const auto read = json::parse(read_file(one.path()).value_or(""), wrong);
        if (wrong || !read.is_object())
            throw std::runtime_error(one.path().string() + " is no published version");
        all.push_back(from_json(read.as_object()));
    }
    std::ranges::sort(all, {}, &version::number);
    return all;
}

void keep_version(const std::filesystem::path& folder, const version& made)
{
    json::object to{{"number", made.number},
                    {"hash", made.hash},
                    {"author", made.author},
                    {"note", made.note},
                    {"at", iso_time(made.at)},
                    {"back_to", made.back_to ? json::value(*made.back_to) : json::value()},
                    {"changes", made.changes},
                    {"files", to_json(made.files)},
                    {"shipped", to_json(made.shipped)}};
    write_file(file_of(folder, made.number), json::serialize(to));
}

std::map<std::string, std::string> shipped_hashes(const overlay& files, const std::filesystem::path& conf)
{
    std::map<std::string, std::string> hashes;
    for (const auto& [path, content] : files)
        hashes[path] = content_hash(content_of({}, conf, path));
    return hashes;
}

std::vector<std::string> conflicts_of(const version& one, const std::filesystem::path& conf)
{
    std::vector<std::string> changed;
    for (const auto& [path, hash] : shipped_hashes(one.files, conf))
        if (const auto then = one.shipped.find(path); then != one.shipped.end() && then->second != hash)
            changed.push_back(path);
    return changed;
}

std::shared_ptr<const bundle> load_over(const console_settings& with, const overlay& files,
                                        const std::string& name, std::vector<finding>& findings)
{
    const auto folder = with.folder / "build" / name;
    lay_over(with.conf, files, folder);
    return bundle::load(folder, with.cache, findings);
}

std::shared_ptr<const bundle> load_served(const console_settings& with, std::vector<finding>& findings)
{
    const auto all = read_versions(with.folder);
    if (!all.empty() && !all.back().files.empty()) {
        const auto& newest = all.back();
        for (const auto& path : conflicts_of(newest, with.conf))
            log_event(log_level::warning, "published_over_changed_file",
                      {{"version", newest.number}, {"file", path}});
        if (auto made = load_over(with, newest.files, "live", findings))
            return made;
        log_event(log_level::error, "published_refused",
                  {{"version", newest.number}, {"findings", findings.size()}});
        findings.clear();
    }
    return bundle::load(with.conf, with.cache, findings);
}

}  // namespace sapa::console
