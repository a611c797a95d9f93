// Numbers as hexadecimal digits.
#pragma once
#include <cstdint>
#include <string>

namespace sapa {

// Sixteen digits, in lower case.
inline std::string hex16(std::uint64_t number)
{
    std::string digits(16, '0');
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, number >>= 4)
        *at = "0123456789abcdef"[number & 15];
    return digits;
}

}  // namespace sapa
