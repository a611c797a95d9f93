// Fields, targets and queries of HTTP messages.
#include "gateway/http/message.hpp"

#include <algorithm>

namespace sapa {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool is_unreserved(char c)
{
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

}  // namespace

std::string_view find_field(const http_fields& fields, std::string_view name)
{
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    for (const auto& [key, value] : fields)
        if (key.size() == name.size() && std::equal(key.begin(), key.end(), name.begin(), same))
            return value;
    return {};
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find_first_of("?#")); }

std::string_view query_of(std::string_view target)
{
    const auto mark = target.find('?');
    if (mark == target.npos)
        return {};
    const auto query = target.substr(mark + 1);
    return query.substr(0, query.find('#'));
}

std::string percent_decode(std::string_view coded, bool plus_is_space)
{
    std::string raw;
    raw.reserve(coded.size());
    for (std::size_t i = 0; i < coded.size(); ++i) {
        const int high = coded[i] == '%' && i + 2 < coded.size() ? hex_digit(coded[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(coded[i + 2]) : -1;
        if (low >= 0) {
            raw += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            raw += plus_is_space && coded[i] == '+' ? ' ' : coded[i];
        }
    }
    return raw;
}

http_fields parse_query(std::string_view query)
{
    http_fields parameters;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        const auto mark = std::min(pair.find('='), pair.size());
        if (!pair.empty())
            parameters.emplace_back(percent_decode(pair.substr(0, mark), true),
                                    percent_decode(pair.substr(std::min(mark + 1, pair.size())), true));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return parameters;
}

std::string percent_encode(std::string_view raw)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string coded;
    coded.reserve(raw.size());
    for (char c : raw) {
        if (is_unreserved(c)) {
            coded += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        coded += '%';
        coded += digits[octet >> 4];
        coded += digits[octet & 15];
    }
    return coded;
}

}  // namespace sapa
