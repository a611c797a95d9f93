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
std::atomic<bool> in_text{};
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

// What both forms write: runs of digits masked, JSON's escapes.
void append_escaped(std::string& line, std::string_view text)
{
    constexpr std::size_t digits_shown = 8;
    std::size_t run = 0;
    for (const char c : text) {
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
}

void append_quoted(std::string& line, std::string_view text)
{
    line += '"';
    append_escaped(line, text);
    line += '"';
}

// 2026-11-24T23:00:00.000Z
std::string time_now()
{
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day calendar{day};
    const std::chrono::hh_mm_ss clock{now - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(calendar.year()),
                       static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::string as_json(std::string_view level, std::string_view event, std::initializer_list<log_field> fields)
{
    auto line = fmt::format(R"({{"time":"{}","level":"{}","event":)", time_now(), level);
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
    return line + '}';
}

// time level event name=value: a value of several words in quotes.
std::string as_text(std::string_view level, std::string_view event, std::initializer_list<log_field> fields)
{
    auto line = fmt::format("{} {:<7} {}", time_now(), level, event);
    for (const auto& field : fields) {
        line += fmt::format(" {}=", field.name);
        const bool plain = !field.value.empty() && field.value.find_first_of(" \"=\n\t") == std::string::npos;
        if (plain)
            append_escaped(line, field.value);
        else
            append_quoted(line, field.value);
    }
    return line;
}

}  // namespace

void log_event(log_level level, std::string_view event, std::initializer_list<log_field> fields)
{
    if (level < least.load(std::memory_order_relaxed))
        return;
    const auto word = level_words[static_cast<std::size_t>(level)];
    const bool text = in_text.load(std::memory_order_relaxed);
    const auto line = text ? as_text(word, event, fields) : as_json(word, event, fields);
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

bool set_log_format(std::string_view word)
{
    if (word != "json" && word != "text")
        return false;
    in_text = word == "text";
    return true;
}

log_level current_log_level() { return least; }

void redirect_log(void (*sink)(std::string_view line)) { test_sink = sink; }

}  // namespace sapa
