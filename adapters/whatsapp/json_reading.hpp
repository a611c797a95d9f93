// Reading of Boost.JSON values that may have any shape. Only for the .cpp files of this folder.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sapa::whatsapp {

namespace json = boost::json;

inline const json::value* find(const json::object* in, std::string_view name)
{
    return in ? in->if_contains(json::string_view(name.data(), name.size())) : nullptr;
}

inline const json::object* find_object(const json::object* in, std::string_view name)
{
    const auto* found = find(in, name);
    return found ? found->if_object() : nullptr;
}

inline const json::array* find_array(const json::object* in, std::string_view name)
{
    const auto* found = find(in, name);
    return found ? found->if_array() : nullptr;
}

// The elements of an array that may be missing.
inline std::span<const json::value> elements(const json::array* of)
{
    return of ? std::span<const json::value>(of->data(), of->size()) : std::span<const json::value>{};
}

// Empty where it is missing or no string; valid as long as the value.
inline std::string_view view_text(const json::object* in, std::string_view name)
{
    const auto* found = find(in, name);
    const auto* text = found ? found->if_string() : nullptr;
    return text ? std::string_view(text->data(), text->size()) : std::string_view{};
}

// nullopt where it is missing or no string.
inline std::optional<std::string> find_text(const json::object* in, std::string_view name)
{
    const auto* found = find(in, name);
    const auto* text = found ? found->if_string() : nullptr;
    return text ? std::optional<std::string>(std::in_place, text->data(), text->size()) : std::nullopt;
}

// Empty where it is missing or no string.
inline std::string text_or_empty(const json::object* in, std::string_view name)
{
    return std::string(view_text(in, name));
}

inline bool find_flag(const json::object* in, std::string_view name)
{
    const auto* found = find(in, name);
    const auto* flag = found ? found->if_bool() : nullptr;
    return flag && *flag;
}

// A whole number, also one that was sent as a string of digits.
inline std::optional<std::int64_t> whole_number(const json::value* from)
{
    if (!from)
        return std::nullopt;
    if (const auto* number = from->if_int64())
        return *number;
    if (const auto* text = from->if_string()) {
        std::int64_t number = 0;
        const auto [end, trouble] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (trouble == std::errc{} && end == text->data() + text->size() && !text->empty())
            return number;
    }
    return std::nullopt;
}

}  // namespace sapa::whatsapp
