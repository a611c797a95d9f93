#include "gateway/observe/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <array>
#include <atomic>
#include <chrono>

namespace sapa {
namespace {

constexpr std::array<std::string_view, 4> level_words{"debug", "info", "warning", "error"};
constexpr std::array<spdlog::level::level_enum, 4> spdlog_levels{spdlog::level::debug, spdlog::level::info,
                                                                 spdlog::level::warn, spdlog::level::err};
std::atomic<log_level> least{log_level::info};
std::atomic<void (*)(std::string_view)> test_sink{};

spdlog::logger& logger()
{
    static const auto made = [] {
        auto to_stderr = spdlog::stderr_logger_mt("sapa");
        to_stderr->set_pattern("%v");
        to_stderr->set_level(spdlog::level::debug);
        return to_stderr;
    }();
    return *made;
}

void append_quoted(std::string& line, std::string_view text)
{
    constexpr std::size_t digits_shown = 8;
    line += '"';
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        if (run == digits_shown + 1)
            line.replace(line.size() - digits_shown, digits_shown, "...");
        if (run > digits_shown)
            continue;
        if (c == '"' || c == '\\')
            (line += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            line += fmt::format("\\u{:04x}", static_cast<int>(c));
        else
            line += c;
    }
    line += '"';
}

}  // namespace

void log_event(log_level level, std::string_view event, std::initializer_list<log_field> fields)
{
    if (level < least.load(std::memory_order_relaxed))
        return;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day calendar{day};
    const std::chrono::hh_mm_ss clock{now - day};
    auto line = fmt::format(R"({{"time":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z","level":"{}","event":)",
                            static_cast<int>(calendar.year()), static_cast<unsigned>(calendar.month()),
                            static_cast<unsigned>(calendar.day()), clock.hours().count(),
                            clock.minutes().count(), clock.seconds().count(), clock.subseconds().count(),
                            level_words[static_cast<std::size_t>(level)]);
    append_quoted(line, event);
    for (const auto& field : fields) {
        line += ',';
        append_quoted(line, field.name);
        line += ':';
        if (field.quoted)
            append_quoted(line, field.value);
        else
            line += field.value;
    }
    line += '}';
    if (auto sink = test_sink.load())
        return sink(line);
    logger().log(spdlog_levels[static_cast<std::size_t>(level)], "{}", line);
}

bool set_log_level(std::string_view word)
{
    for (std::size_t i = 0; i < level_words.size(); ++i)
        if (level_words[i] == word) {
            least = static_cast<log_level>(i);
            return true;
        }
    return false;
}

log_level current_log_level() { return least; }

void redirect_log(void (*sink)(std::string_view line)) { test_sink = sink; }

}  // namespace sapa
