// Runs conversation tests and the check on the work thread, piece by piece, so that a page sees how far they
// are.
#pragma once
#include "gateway/console/rooms.hpp"
#include "gateway/console/test_files.hpp"
#include "intents/dialogue/check.hpp"

namespace sapa::console {

// Which files; empty: all.
using wanted_tests = std::vector<std::pair<std::string, std::string>>;

// Stops where the job is cancelled; nullopt then.
async<std::optional<test_report>> run_tests(rooms& all, std::shared_ptr<const bundle> conf,
                                            wanted_tests wanted, std::shared_ptr<job> work, language spoken);
async<conf_check> run_check(rooms& all, std::string bundle);

// One test by itself, as the proposal of a play is tried.
lab::chat_result play_once(const std::string& text, const std::shared_ptr<const bundle>& conf,
                           const lab::lab_core& core);

json::object shown_failure(const lab::chat_failure& wrong, const bundle& conf, language spoken);
json::object shown_report(const test_report& report, const bundle& conf, language spoken);
json::object shown_coverage(const lab::coverage& seen, const bundle& conf, bool names);
json::object shown_check(const conf_check& checked, const overlay& files, const std::filesystem::path& conf,
                         language spoken);
json::object shown_finding(const finding& one, const overlay& files, const std::filesystem::path& conf,
                           const bundle::parts* parts, language spoken);

}  // namespace sapa::console
