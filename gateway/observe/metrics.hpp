// Counters, gauges and histograms in Prometheus' text form. One thread writes (io); labels are words of our
// tables, never a number or a text of a person.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sapa {

class metrics
{
public:
    class counter
    {
    public:
        void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
        // Of something that is counted elsewhere.
        void set(std::uint64_t total) { value_.store(total, std::memory_order_relaxed); }
        std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

    private:
        std::atomic<std::uint64_t> value_{};
    };
    class gauge
    {
    public:
        void set(double to) { value_.store(to, std::memory_order_relaxed); }
        double value() const { return value_.load(std::memory_order_relaxed); }

    private:
        std::atomic<double> value_{};
    };
    class histogram
    {
    public:
        explicit histogram(std::vector<double> bounds)
            : bounds_(std::move(bounds)), counts_(bounds_.size() + 1)
        {
        }
        void observe(double seconds);

    private:
        friend class metrics;
        std::vector<double> bounds_;
        std::vector<std::uint64_t> counts_;
        double sum_{};
    };

    // Finds or makes. `labels` as Prometheus writes them between the braces: label("account", name).
    // References stay valid as long as the registry.
    counter& count(std::string_view name, std::string_view help, std::string_view labels = {});
    gauge& measure(std::string_view name, std::string_view help, std::string_view labels = {});
    histogram& time(std::string_view name, std::string_view help, std::string_view labels = {});

    // Called before each exposition, to set gauges.
    void before_exposition(std::function<void()> refresh) { refresh_.push_back(std::move(refresh)); }
    std::string expose();

private:
    template <class Kind>
    struct family
    {
        std::string help{};
        std::map<std::string, std::unique_ptr<Kind>, std::less<>> series{};
    };
    std::map<std::string, family<counter>, std::less<>> counters_;
    std::map<std::string, family<gauge>, std::less<>> gauges_;
    std::map<std::string, family<histogram>, std::less<>> histograms_;
    std::vector<std::function<void()>> refresh_;
};

// name="value" with the value escaped.
std::string label(std::string_view name, std::string_view value);

// The counters of one name by the value of a label: found without spelling the label, for what is counted at each
// message.
class labelled_counter
{
public:
    // The registry outlives it.
    labelled_counter(metrics& registry, std::string name, std::string help, std::string label_name);
    metrics::counter& of(std::string_view value) const;

private:
    metrics& registry_;
    std::string name_, help_, label_name_;
    mutable std::map<std::string, metrics::counter*, std::less<>> known_{};
};

}  // namespace sapa
