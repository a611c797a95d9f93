// The languages that replies exist in; Indonesian is the one that every reply must have.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sapa {

enum class language : std::uint8_t { id, en, jv, su };

inline constexpr std::array<language, 4> all_languages{language::id, language::en, language::jv,
                                                       language::su};

constexpr std::string_view to_string(language spoken)
{
    constexpr std::string_view codes[]{"id", "en", "jv", "su"};
    return codes[static_cast<std::size_t>(spoken)];
}

// nullopt for any other code.
constexpr std::optional<language> parse_language(std::string_view code)
{
    for (auto spoken : all_languages)
        if (to_string(spoken) == code)
            return spoken;
    return std::nullopt;
}

}  // namespace sapa
