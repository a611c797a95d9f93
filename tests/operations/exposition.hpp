// What /metrics says, and the same as the input of promtool's rule tests: the time of the test is promtool's,
// so that "for an hour" takes no time.
#pragma once
#include <fmt/format.h>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace sapa::operations {

struct scrape
{
    std::string text{};
    std::map<std::string, double> values{};      // by name{labels}
    std::map<std::string, std::string> kinds{};  // by family: counter, gauge, histogram

    // The sum of all series of a family whose labels contain this; 0: none.
    double sum(const std::string& family, const std::string& labels = {}) const
    {
        double all = 0;
        for (const auto& [series, value] : values)
            if (series.substr(0, series.find('{')) == family && series.find(labels) != series.npos)
                all += value;
        return all;
    }
};

inline scrape read_exposition(const std::string& text)
{
    scrape read{.text = text};
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.starts_with("# TYPE ")) {
            std::istringstream words(line.substr(7));
            std::string family, kind;
            words >> family >> kind;
            read.kinds[family] = kind;
        } else if (!line.starts_with('#')) {
            const auto blank = line.rfind(' ');
            read.values[line.substr(0, blank)] = std::stod(line.substr(blank + 1));
        }
    }
    read.values["up"] = text.empty() ? 0 : 1;
    return read;
}

// name{a="b"} with the labels that Prometheus adds.
inline std::string as_scraped(const std::string& series)
{
    const std::string target = R"(job="sapa",instance="gateway")";
    const auto brace = series.find('{');
    return brace == series.npos ? series + "{" + target + "}"
                                : series.substr(0, series.size() - 1) + "," + target + "}";
}

inline bool grows(const scrape& of, const std::string& series)
{
    const auto name = series.substr(0, series.find('{'));
    for (const auto* suffix : {"", "_bucket", "_sum", "_count"})
        if (name.ends_with(suffix)) {
            const auto kind = of.kinds.find(name.substr(0, name.size() - std::string_view(suffix).size()));
            if (kind != of.kinds.end())
                return kind->second != "gauge";
        }
    return false;
}

// What follows the last scrape: the trouble goes on (counters grow by as much each minute), or nothing
// happens.
enum class then { goes_on, stands_still };

constexpr int minutes_after = 180;

// A minute between the scrapes, then three hours.
inline std::string input_series(const std::vector<scrape>& scrapes, then after)
{
    std::set<std::string> all;
    for (const auto& one : scrapes)
        for (const auto& [series, value] : one.values)
            all.insert(series);
    std::string text;
    for (const auto& series : all) {
        std::string values;
        double before = 0, last = 0;
        for (const auto& one : scrapes) {
            const auto at = one.values.find(series);
            before = last;
            last = at == one.values.end() ? 0 : at->second;
            values += at == one.values.end() ? "_ " : fmt::format("{:.6f} ", last);
        }
        const bool gone = !scrapes.back().values.contains(series);
        const double step = after == then::goes_on && grows(scrapes.back(), series) ? last - before : 0;
        values += gone ? fmt::format("_x{}", minutes_after)
                       : fmt::format("{:.6f}{}{:.6f}x{}", last + step, step < 0 ? "-" : "+", std::abs(step),
                                     minutes_after);
        text += fmt::format("      - series: '{}'\n        values: '{}'\n", as_scraped(series), values);
    }
    return text;
}

// A file for `promtool test rules`: which alerts fire at some time; `others`: none but these may.
inline std::string rules_test(const std::string& rules, const std::vector<scrape>& scrapes, then after,
                              const std::vector<std::string>& alerts)
{
    auto text = fmt::format(
        "rule_files: [\"{}\"]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n"
        "    input_series:\n{}    promql_expr_test:\n",
        rules, input_series(scrapes, after));
    const auto expect = [&](const std::string& query, const std::string& samples) {
        text += fmt::format("      - expr: '{}'\n        eval_time: {}m\n        exp_samples: [{}]\n", query,
                            minutes_after, samples);
    };
    for (const auto& alert : alerts)
        expect(fmt::format(R"(max(max_over_time(ALERTS{{alertname="{}",alertstate="firing"}}[3h])))", alert),
               "{labels: \"{}\", value: 1}");
    if (alerts.empty())
        expect(R"(count(max_over_time(ALERTS{alertstate="firing"}[3h])) by (alertname))", "");
    return text;
}

}  // namespace sapa::operations
