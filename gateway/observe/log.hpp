// Structured log: one event a line on stderr, as JSON or as text. Never a token, a text or a whole number of a person.
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include "gateway/model/personal_number.hpp"

namespace sapa {

enum class log_level : std::uint8_t { debug, info, warning, error };

// One member of an event. Personal numbers go in masked; other types do not convert, on purpose.
struct log_field
{
    log_field(std::string_view name, std::string_view text) : name(name), value(text), quoted(true) {}
    log_field(std::string_view name, const char* text) : name(name), value(text), quoted(true) {}
    log_field(std::string_view name, const std::string& text) : name(name), value(text), quoted(true) {}
    log_field(std::string_view name, std::integral auto number) : name(name), value(std::to_string(number)) {}
    log_field(std::string_view name, bool yes) : name(name), value(yes ? "true" : "false") {}
    template <class Tag>
    log_field(std::string_view name, const personal_number<Tag>& number)
        : name(name), value(number.masked()), quoted(true)
    {
    }

    std::string_view name;
    std::string value;
    bool quoted{};
};

// log_event(log_level::info, "smpp_bound", {{"account", name}, {"bind", 1}}). From any thread. A run of 9
// digits or more in a text value is masked whatever it is, as a last line of defence.
void log_event(log_level level, std::string_view event, std::initializer_list<log_field> fields = {});

// From here on; "debug", "info", "warning", "error": false for another word.
bool set_log_level(std::string_view word);
log_level current_log_level();

// "json" (the default) or "text"; false for another word.
bool set_log_format(std::string_view word);

// For tests: lines go to `sink` instead of stderr until called with nullptr.
void redirect_log(void (*sink)(std::string_view line));

}  // namespace sapa
