#include "gateway/model/msisdn.hpp"

namespace sapa {
namespace {

constexpr std::size_t e164_least = 8, e164_most = 15;

bool is_separator(char c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'; }

}  // namespace

std::optional<msisdn> parse_msisdn(std::string_view raw)
{
    std::string digits;
    bool international = false;
    for (char c : raw) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c == '+' && digits.empty() && !international)
            international = true;
        else if (!is_separator(c))
            return std::nullopt;
    }
    if (!international && digits.starts_with("00"))
        digits.erase(0, 2);
    else if (!international && digits.starts_with("0"))
        digits.replace(0, 1, "62");
    else if (!international && digits.starts_with("8") && digits.size() >= 9 && digits.size() <= 12)
        digits.insert(0, "62");
    if (digits.size() < e164_least || digits.size() > e164_most || digits.front() == '0')
        return std::nullopt;
    return msisdn(std::move(digits));
}

}  // namespace sapa
