// Octets written as hexadecimal digits, for the tests of this folder.
#pragma once
#include <string>
#include <string_view>

inline std::string octets(std::string_view hex)
{
    std::string out;
    std::string digits;
    for (const char c : hex)
        if (c != ' ')
            digits.push_back(c);
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

inline std::string hex(std::string_view octets)
{
    std::string out;
    for (const unsigned char octet : octets) {
        out.push_back("0123456789abcdef"[octet >> 4]);
        out.push_back("0123456789abcdef"[octet & 15]);
    }
    return out;
}
