// Runs tests and checks.
#include "gateway/console/test_runs.hpp"

#include <algorithm>
#include "gateway/console/said_finding.hpp"
#include "gateway/console/steps.hpp"
#include "gateway/console/words.hpp"

namespace sapa::console {
namespace {

struct planned
{
    const test_file* file{};
    const lab::chat* chat{};
    lab::chat_run run{};
};

std::vector<planned> plan(const std::vector<test_file>& files, const wanted_tests& wanted)
{
    std::vector<planned> all;
    for (const auto& file : files) {
        if (!wanted.empty() && !std::ranges::count(wanted, std::pair(file.folder, file.name)))
            continue;
        for (const auto& chat : file.chats)
            for (const auto& run : lab::runs_of(chat))
                all.push_back({&file, &chat, run});
    }
    return all;
}

bool uses_lab(const lab::chat& one)
{
    return std::ranges::any_of(one.core, [](const auto& line) { return line.second == "lab"; });
}

// Every conversation has a core of its own: what one registers, another does not find.
lab::core_function fresh_core(const lab::chat& one, const lab::lab_core& core)
{
    if (!uses_lab(one))
        return {};
    auto mine = std::make_shared<lab::lab_core>(core);
    return [mine](const core_question& question, instant now) { return mine->answer(question, now); };
}

std::string run_name(const planned& one)
{
    return one.file->name + " (" + std::string(to_string(one.run.via)) + " " +
           std::string(to_string(one.run.spoken)) + ")";
}

json::object shown_result(const lab::chat_result& result, const std::string& name, const std::string& folder,
                          const bundle& conf, language spoken)
{
    return {{"folder", folder},
            {"name", name},
            {"title", result.title},
            {"file", shown_file(folder, name, result.file)},
            {"channel", to_string(result.run.via)},
            {"language", to_string(result.run.spoken)},
            {"row", result.run.spelling},
            {"state", result.failure ? "failed" : "passed"},
            {"failure",
             result.failure ? json::value(shown_failure(*result.failure, conf, spoken)) : json::value()}};
}

std::vector<std::string> words_in(const std::string& text)
{
    std::vector<std::string> all;
    for (const char c : text)
        if (all.empty() || (all.back().back() == ' ' && c != ' '))
            all.emplace_back(1, c);
        else
            all.back() += c;
    return all;
}

// What both have, what only the one and what only the other has, by words.
json::array shown_difference(const std::string& expected, const std::string& got)
{
    const auto left = words_in(expected), right = words_in(got);
    std::vector<std::vector<std::size_t>> same(left.size() + 1, std::vector<std::size_t>(right.size() + 1));
    for (auto i = left.size(); i-- > 0;)
        for (auto k = right.size(); k-- > 0;)
            same[i][k] =
                left[i] == right[k] ? same[i + 1][k + 1] + 1 : std::max(same[i + 1][k], same[i][k + 1]);
    json::array all;
    const auto add = [&](const char* op, const std::string& word) {
        if (!all.empty() && all.back().at("op").as_string() == op)
            all.back().at("text").as_string() += word;
        else
            all.push_back({{"op", op}, {"text", word}});
    };
    for (std::size_t i = 0, k = 0; i < left.size() || k < right.size();)
        if (i < left.size() && k < right.size() && left[i] == right[k])
            add(" ", left[i]), ++i, ++k;
        else if (i < left.size() && (k == right.size() || same[i + 1][k] >= same[i][k + 1]))
            add("-", left[i++]);
        else
            add("+", right[k++]);
    return all;
}

json::object shown_share(const std::set<std::string>& all, const std::set<std::string>& seen, bool names)
{
    json::array missing;
    for (const auto& one : all)
        if (!seen.contains(one))
            missing.push_back(json::value(one));
    json::object made{{"covered", all.size() - missing.size()}, {"of", all.size()}};
    if (names)
        made["missing"] = std::move(missing);
    return made;
}

std::string line_of(const std::string& content, int number)
{
    std::size_t at = 0;
    for (int line = 1; line < number && at != content.npos; ++line)
        at = content.find('\n', at) == content.npos ? content.npos : content.find('\n', at) + 1;
    return number < 1 || at == content.npos ? std::string{} : content.substr(at, content.find('\n', at) - at);
}

}  // namespace

json::object shown_failure(const lab::chat_failure& wrong, const bundle& conf, language spoken)
{
    json::array why;
    for (const auto& line : wrong.why)
        if (const auto step = step_of(line, conf.inside(), spoken))
            why.push_back(json::value(step->text));
    auto key = "failure_" + wrong.what;
    std::ranges::replace(key, ' ', '_');
    return {{"line", wrong.line},
            {"what", wrong.what},
            {"title", has_words(key) ? words(spoken, key) : wrong.what},
            {"expected", wrong.expected},
            {"got", wrong.got},
            {"diff", shown_difference(wrong.expected, wrong.got)},
            {"why", std::move(why)}};
}

async<std::optional<test_report>> run_tests(rooms& all, std::shared_ptr<const bundle> conf,
                                            wanted_tests wanted, std::shared_ptr<job> work, language spoken)
{
    std::vector<finding> faults;
    auto read = [&] { return read_tests(all.with, faults); };
    const auto files = co_await all.links.work.run(std::move(read));
    const auto runs = plan(files, wanted);
    work->done = 0;
    work->total = runs.size();
    test_report report{.hash = conf->hash(), .at = all.links.now(), .run = work->id};
    for (const auto& one : runs) {
        work->now = run_name(one);
        auto play = [&all, &conf, &one] {
            return lab::play(*one.chat, one.run, conf, fresh_core(*one.chat, all.games.core()));
        };
        auto result = co_await all.links.work.run(std::move(play));
        if (work->cancel)
            co_return std::nullopt;
        ++work->done;
        report.seen.add(result);
        if (result.failure) {
            ++report.failed;
            work->failures.push_back(shown_result(result, one.file->name, one.file->folder, *conf, spoken));
        }
        report.results.push_back(std::move(result));
        report.names.push_back(one.file->name);
        report.folders.push_back(one.file->folder);
    }
    co_return report;
}

async<conf_check> run_check(rooms& all, std::string bundle)
{
    auto check = [with = all.with, files = all.conf.files_of(bundle), now = all.links.now()] {
        const auto folder = with.folder / "build" / "check";
        lay_over(with.conf, files, folder);
        return check_conf(folder, with.cache, wib_date(now));
    };
    auto checked = co_await all.links.work.run(std::move(check));
    co_return checked;
}

lab::chat_result play_once(const std::string& text, const std::shared_ptr<const bundle>& conf,
                           const lab::lab_core& core)
{
    std::vector<finding> faults;
    const auto chats = lab::parse_chats(text, "", faults);
    lab::chat_result last;
    if (!faults.empty()) {
        last.failure = lab::chat_failure{.line = faults.front().line, .what = faults.front().what};
        return last;
    }
    for (const auto& chat : chats)
        for (const auto& run : lab::runs_of(chat)) {
            last = lab::play(chat, run, conf, fresh_core(chat, core));
            if (last.failure)
                return last;
        }
    return last;
}

json::object shown_coverage(const lab::coverage& seen, const bundle& conf, bool names)
{
    const auto& parts = conf.inside();
    return {{"states", shown_share(lab::all_states(parts), seen.states, names)},
            {"transitions", shown_share(lab::all_transitions(parts), seen.transitions, names)},
            {"replies", shown_share(lab::all_replies(parts), seen.replies, names)}};
}

json::object shown_report(const test_report& report, const bundle& conf, language spoken)
{
    json::array results;
    for (std::size_t i = 0; i < report.results.size(); ++i)
        results.push_back(shown_result(report.results[i], report.names[i], report.folders[i], conf, spoken));
    return {{"passed", report.results.size() - report.failed},
            {"failed", report.failed},
            {"results", std::move(results)},
            {"coverage", shown_coverage(report.seen, conf, true)}};
}

json::object shown_finding(const finding& one, const overlay& files, const std::filesystem::path& conf,
                           const bundle::parts* parts, language spoken)
{
    const auto file = below_conf(one.file);
    json::value text;
    if (parts)
        if (const auto ref = text_at(*parts, file, one.line))
            text = to_json(*ref);
    return {{"level", one.weight == finding::level::error ? "error" : "warning"},
            {"file", file},
            {"line", one.line},
            {"rule", one.rule},
            {"what", said_finding(one.what, spoken)},
            {"instead", said_finding(one.instead, spoken)},
            {"excerpt", line_of(content_of(files, conf, file), one.line)},
            {"text", std::move(text)}};
}

json::object shown_check(const conf_check& checked, const overlay& files, const std::filesystem::path& conf,
                         language spoken)
{
    json::array findings, proofs;
    for (const auto& one : checked.findings)
        findings.push_back(shown_finding(one, files, conf, checked.parts.get(), spoken));
    for (const auto& one : checked.proofs)
        proofs.push_back({{"reply", one.key},
                          {"language", to_string(one.spoken)},
                          {"characters", one.characters},
                          {"segments", one.segments},
                          {"budget", one.budget},
                          {"encoding", one.basic ? "gsm7" : "ucs2"},
                          {"longest", one.longest},
                          {"file", below_conf(one.file)},
                          {"line", one.line}});
    return {{"ok", checked.good()},
            {"findings", std::move(findings)},
            {"sms", std::move(proofs)},
            {"explored", json::object{{"states", checked.states}, {"steps", checked.steps}}}};
}

}  // namespace sapa::console
