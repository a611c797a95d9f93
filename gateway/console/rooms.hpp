// What the handlers of the console share: the door, the plays, the configurations, the jobs.
#pragma once
#include "gateway/console/confs.hpp"
#include "gateway/console/gate.hpp"
#include "gateway/console/jobs.hpp"
#include "gateway/console/last_run.hpp"
#include "gateway/console/plays.hpp"
#include "gateway/console/queue.hpp"
#include "intents/recognise/nearest_examples.hpp"

namespace sapa::console {

struct rooms
{
    rooms(console_settings settings, console_links around)
        : with(std::move(settings)),
          links(std::move(around)),
          door(with, links),
          games(with.conf),
          conf(with, links),
          seen(with.folder / "queue.txt")
    {
    }

    // The sentences that the recogniser of `of` learnt from, to show the nearest; made once a configuration.
    async<std::shared_ptr<const nearest_examples>> examples_of(std::shared_ptr<const bundle> of, bool draft);

    // A job, and 202 with it; `begin` makes the work from it. 503 where too many run.
    http_response start_job(const call& one, std::string kind,
                            const std::function<async<void>(std::shared_ptr<job>)>& begin);
    void finish(job& work, std::string state);
    // What the newest run says of a test, and of the whole of a bundle.
    last_result last_of(const std::string& folder, const std::string& name) const;
    void remember(test_report report, const std::string& bundle, bool whole);
    const test_report* whole_run_of(const std::string& hash) const;

    // The next version with these files, laid out and loaded; no bundle where it does not load.
    async<std::pair<version, std::shared_ptr<const bundle>>> make_version(overlay files, std::string author,
                                                                          std::string note);

    const console_settings with;
    const console_links links;
    gate door;
    plays games;
    confs conf;
    job_list jobs{};
    settled_texts seen;
    // What the newest check of the draft said.
    struct
    {
        int revision{-1};
        bool good{}, running{};
        json::value shown{};
    } checked{};

private:
    async<void> guard(std::shared_ptr<job> work, async<void> doing);

    struct indexed
    {
        std::string hash{};
        std::shared_ptr<const nearest_examples> examples{};
    };
    indexed live_{}, draft_{};
    std::map<std::pair<std::string, std::string>, last_result> last_{};  // by folder and name
    std::map<std::string, test_report> whole_{};                         // by bundle: "live", "draft"
};

}  // namespace sapa::console
