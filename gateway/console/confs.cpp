// Reads, builds and publishes configurations.
#include "gateway/console/confs.hpp"

#include <algorithm>
#include "gateway/console/files.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa::console {

confs::confs(const console_settings& with, const console_links& links)
    : with_(with),
      links_(links),
      versions_(read_versions(with.folder)),
      draft_(read_draft(with.folder / "draft.json"))
{
}

read_conf confs::live_read() const
{
    const auto made = live();
    return {.made = made,
            .parts = std::shared_ptr<const bundle::parts>(made, &made->inside()),
            .folder = served_files().empty() ? with_.conf : with_.folder / "build" / "live"};
}

async<read_conf> confs::draft_read()
{
    if (draft_.empty())
        co_return live_read();
    if (built_revision_ == draft_.revision && built_.parts)
        co_return built_;
    const auto revision = draft_.revision;
    auto build = [with = with_, files = draft_.files] {
        read_conf read{.folder = with.folder / "build" / "draft"};
        read.made = load_over(with, files, "draft", read.findings);
        if (read.made) {
            read.parts = std::shared_ptr<const bundle::parts>(read.made, &read.made->inside());
        } else {
            std::vector<finding> same;
            read.parts = load_parts(read.folder, same);
        }
        for (auto& one : read.findings)
            one.file = below_conf(one.file);
        return read;
    };
    auto read = co_await links_.work.run(std::move(build));
    built_ = read;
    built_revision_ = revision;
    co_return read;
}

async<bundles> confs::both()
{
    bundles found{.live = live()};
    auto read = co_await draft_read();
    found.draft = read.made ? read.made : found.live;
    co_return found;
}

async<std::shared_ptr<const bundle>> confs::of(std::string_view name)
{
    if (name != "draft")
        co_return live();
    auto read = co_await draft_read();
    co_return read.made;
}

async<void> confs::keep(draft changed)
{
    const bool gone = changed.empty();
    changed.revision = draft_.revision + 1;
    auto text = gone ? std::string{} : written(changed);
    draft_ = std::move(changed);
    auto keep = [file = with_.folder / "draft.json", text = std::move(text)] {
        if (text.empty())
            std::filesystem::remove(file);
        else
            write_file(file, text);
        return true;
    };
    co_await links_.work.run(std::move(keep));
}

const version* confs::find_version(int number) const
{
    const auto at = std::ranges::find(versions_, number, &version::number);
    return at == versions_.end() ? nullptr : &*at;
}

async<void> confs::publish(version made, std::shared_ptr<const bundle> conf)
{
    auto keep = [folder = with_.folder, made] {
        keep_version(folder, made);
        return true;
    };
    co_await links_.work.run(std::move(keep));
    versions_.push_back(std::move(made));
    links_.serve(std::move(conf));
}

}  // namespace sapa::console
