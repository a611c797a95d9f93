#include "gateway/observe/metrics.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>

namespace sapa {
namespace {

const std::vector<double> latency_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                         0.25,   0.5,   1,      2.5,   5,    10,    30,   60};

std::string braced(std::string_view labels, std::string_view more = {})
{
    if (labels.empty() && more.empty())
        return {};
    const auto comma = !labels.empty() && !more.empty() ? "," : "";
    return fmt::format("{{{}{}{}}}", labels, comma, more);
}

template <class Families, class Make>
auto& find_or_make(Families& families, std::string_view name, std::string_view help, std::string_view labels,
                   Make make)
{
    auto at = families.find(name);
    if (at == families.end())
        at = families.try_emplace(std::string(name)).first;
    if (at->second.help.empty())
        at->second.help = help;
    auto series = at->second.series.find(labels);
    if (series == at->second.series.end())
        series = at->second.series.emplace(std::string(labels), make()).first;
    return *series->second;
}

}  // namespace

void metrics::histogram::observe(double seconds)
{
    const auto bucket = std::ranges::lower_bound(bounds_, seconds) - bounds_.begin();
    ++counts_[static_cast<std::size_t>(bucket)];
    sum_ += seconds;
}

metrics::counter& metrics::count(std::string_view name, std::string_view help, std::string_view labels)
{
    return find_or_make(counters_, name, help, labels, [] { return std::make_unique<counter>(); });
}

metrics::gauge& metrics::measure(std::string_view name, std::string_view help, std::string_view labels)
{
    return find_or_make(gauges_, name, help, labels, [] { return std::make_unique<gauge>(); });
}

metrics::histogram& metrics::time(std::string_view name, std::string_view help, std::string_view labels)
{
    return find_or_make(histograms_, name, help, labels,
                        [] { return std::make_unique<histogram>(latency_bounds); });
}

std::string metrics::expose()
{
    for (auto& refresh : refresh_)
        refresh();
    std::string text;
    auto out = std::back_inserter(text);
    const auto head = [&](std::string_view name, std::string_view help, std::string_view kind) {
        fmt::format_to(out, "# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
    };
    for (const auto& [name, family] : counters_) {
        head(name, family.help, "counter");
        for (const auto& [labels, series] : family.series)
            fmt::format_to(out, "{}{} {}\n", name, braced(labels), series->value());
    }
    for (const auto& [name, family] : gauges_) {
        head(name, family.help, "gauge");
        for (const auto& [labels, series] : family.series)
            fmt::format_to(out, "{}{} {}\n", name, braced(labels), series->value());
    }
    for (const auto& [name, family] : histograms_) {
        head(name, family.help, "histogram");
        for (const auto& [labels, series] : family.series) {
            std::uint64_t below = 0;
            for (std::size_t i = 0; i < series->bounds_.size(); ++i) {
                below += series->counts_[i];
                const auto bound = fmt::format("le=\"{}\"", series->bounds_[i]);
                fmt::format_to(out, "{}_bucket{} {}\n", name, braced(labels, bound), below);
            }
            below += series->counts_.back();
            fmt::format_to(out, "{}_bucket{} {}\n", name, braced(labels, "le=\"+Inf\""), below);
            fmt::format_to(out, "{}_sum{} {}\n{}_count{} {}\n", name, braced(labels), series->sum_, name,
                           braced(labels), below);
        }
    }
    return text;
}

std::string label(std::string_view name, std::string_view value)
{
    std::string escaped;
    for (char c : value) {
        if (c == '\\' || c == '"')
            escaped += '\\';
        if (c == '\n')
            escaped += "\\n";
        else
            escaped += c;
    }
    return fmt::format("{}=\"{}\"", name, escaped);
}

labelled_counter::labelled_counter(metrics& registry, std::string name, std::string help, std::string label_name)
    : registry_(registry), name_(std::move(name)), help_(std::move(help)), label_name_(std::move(label_name))
{
}

metrics::counter& labelled_counter::of(std::string_view value) const
{
    auto at = known_.find(value);
    if (at == known_.end())
        at = known_.emplace(value, &registry_.count(name_, help_, label(label_name_, value))).first;
    return *at->second;
}

}  // namespace sapa
