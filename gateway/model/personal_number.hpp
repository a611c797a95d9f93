// The base of numbers that name a person: held whole, printed masked.
#pragma once
#include <compare>
#include <ostream>
#include <string>
#include <string_view>

namespace sapa {

// All but the last `shown` characters replaced by one "...": "...0001".
inline std::string masked_tail(std::string_view whole, std::size_t shown = 4)
{
    const auto tail = whole.size() > shown ? whole.substr(whole.size() - shown) : std::string_view{};
    return "..." + std::string(tail);
}

// Tag makes each kind a type of its own. Only digits() gives the whole number; streams, fmt and
// GoogleTest print it masked.
template <class Tag>
class personal_number
{
public:
    personal_number() = default;
    explicit personal_number(std::string digits) : digits_(std::move(digits)) {}

    const std::string& digits() const { return digits_; }
    bool empty() const { return digits_.empty(); }
    std::string masked() const { return masked_tail(digits_); }

    auto operator<=>(const personal_number&) const = default;

private:
    friend std::ostream& operator<<(std::ostream& out, const personal_number& number)
    {
        return out << number.masked();
    }
    friend void PrintTo(const personal_number& number, std::ostream* out) { *out << number.masked(); }
    friend std::string format_as(const personal_number& number) { return number.masked(); }

    std::string digits_;
};

}  // namespace sapa
