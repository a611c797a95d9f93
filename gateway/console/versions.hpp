// What was published: every version is kept, the newest is served over the shipped conf/. Number 0 is the
// shipped conf itself.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include "gateway/console/overlay.hpp"
#include "gateway/console/settings.hpp"

namespace sapa::console {

struct version
{
    int number{};
    std::string hash{}, author{}, note{};
    instant at{};
    std::optional<int> back_to{};
    std::size_t changes{};
    overlay files{};                               // over the shipped conf/
    std::map<std::string, std::string> shipped{};  // hash of each shipped file that `files` covers
};

// Read from var/console/versions/*.json; oldest first.
std::vector<version> read_versions(const std::filesystem::path& folder);
// Written as a whole before it is served. Throws std::runtime_error.
void keep_version(const std::filesystem::path& folder, const version& made);

// Files that the shipped conf/ has changed since the version was published: the version's text still stands.
std::vector<std::string> conflicts_of(const version& one, const std::filesystem::path& conf);
std::map<std::string, std::string> shipped_hashes(const overlay& files, const std::filesystem::path& conf);

// What participants are served by: the newest version over conf/, or conf/ itself where nothing was published
// or where the version no longer loads (then `findings` say why). nullptr where conf/ itself has errors.
std::shared_ptr<const bundle> load_served(const console_settings& with, std::vector<finding>& findings);

// A bundle of conf/ with an overlay; `name` is the folder that it is laid out in. nullptr on errors.
std::shared_ptr<const bundle> load_over(const console_settings& with, const overlay& files,
                                        const std::string& name, std::vector<finding>& findings);

}  // namespace sapa::console
