// What there is to play on, look into and edit: what is served, the draft, and all versions.
#pragma once
#include "gateway/console/draft.hpp"
#include "gateway/console/play.hpp"
#include "gateway/console/versions.hpp"

namespace sapa::console {

// A configuration as it is read: with or without faults.
struct read_conf
{
    std::shared_ptr<const bundle> made{};  // nullptr: it has errors
    std::shared_ptr<const bundle::parts> parts{};
    std::vector<finding> findings{};
    std::filesystem::path folder{};
};

class confs
{
public:
    confs(const console_settings& with, const console_links& links);

    std::shared_ptr<const bundle> live() const { return links_.served(); }
    // Builds the draft where it was edited since; what is served where there is no draft.
    async<read_conf> draft_read();
    // Both; the draft is what is served where it does not load.
    async<bundles> both();
    async<std::shared_ptr<const bundle>> of(std::string_view name);  // "live", "draft"; may be nullptr

    const draft& current() const { return draft_; }
    // Replaces the draft and keeps it on the disk.
    async<void> keep(draft changed);
    const std::vector<version>& versions() const { return versions_; }
    const version* find_version(int number) const;
    const overlay& served_files() const { return versions_.empty() ? nothing_ : versions_.back().files; }
    const overlay& files_of(std::string_view name) const
    {
        return name == "draft" && !draft_.empty() ? draft_.files : served_files();
    }
    // Kept on the disk, then served.
    async<void> publish(version made, std::shared_ptr<const bundle> conf);

    // Of what is served, with what was read of its files.
    read_conf live_read() const;

private:
    const console_settings& with_;
    const console_links& links_;
    const overlay nothing_{};
    std::vector<version> versions_{};
    draft draft_{};
    read_conf built_{};
    int built_revision_{-1};
};

}  // namespace sapa::console
