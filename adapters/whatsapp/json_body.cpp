// The parser's limits, and the repair of what is legal JSON but beyond the parser: unpaired surrogates,
// exponents that no machine holds.
#include "adapters/whatsapp/json_body.hpp"

#include <boost/json/parser.hpp>
#include <charconv>
#include <string>

namespace sapa::whatsapp {
namespace {

namespace json = boost::json;

// Deep enough for any real body, far from the end of a thread's stack.
constexpr std::size_t depth_max = 400;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::optional<json::value> parse(std::string_view body, json::monotonic_resource& memory)
{
    json::parse_options options;
    options.max_depth = depth_max;
    json::parser parser({}, options);
    parser.reset(&memory);
    json::error_code trouble;
    parser.write(body.data(), body.size(), trouble);  // whole: what follows the value is an error
    if (trouble)
        return std::nullopt;
    return parser.release();
}

// The code unit of an escape \uXXXX that begins at `at`; nullopt where there is none.
std::optional<unsigned> escaped_unit(std::string_view body, std::size_t at)
{
    if (at + 6 > body.size() || body[at] != '\\' || body[at + 1] != 'u')
        return std::nullopt;
    unsigned unit = 0;
    const auto* digits = body.data() + at + 2;
    const auto [end, trouble] = std::from_chars(digits, digits + 4, unit, 16);
    return trouble == std::errc{} && end == digits + 4 ? std::optional(unit) : std::nullopt;
}

bool is_leading(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_trailing(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

std::string with_paired_surrogates(std::string_view body)
{
    std::string repaired(body);
    for (std::size_t at = repaired.find('\\'); at != repaired.npos; at = repaired.find('\\', at)) {
        const auto unit = escaped_unit(repaired, at);
        const auto next = unit ? escaped_unit(repaired, at + 6) : std::nullopt;
        if (unit && is_leading(*unit) && next && is_trailing(*next))
            at += 12;
        else if (unit) {
            if (is_leading(*unit) || is_trailing(*unit))
                repaired.replace(at + 2, 4, "fffd");
            at += 6;
        } else
            at += 2;
        if (at >= repaired.size())
            break;
    }
    return repaired;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Exponents keep four digits: the number is infinite or nothing in either spelling.
std::string with_short_exponents(std::string_view body)
{
    constexpr std::size_t digits_kept = 4;
    std::string repaired;
    repaired.reserve(body.size());
    bool quoted = false;
    for (std::size_t at = 0; at < body.size(); ++at) {
        const char c = body[at];
        repaired += c;
        if (c == '"')
            quoted = !quoted;
        if (quoted && c == '\\' && at + 1 < body.size())
            repaired += body[++at];
        if (quoted || (c != 'e' && c != 'E') || at == 0 || !is_digit(body[at - 1]))
            continue;
        if (at + 1 < body.size() && (body[at + 1] == '+' || body[at + 1] == '-'))
            repaired += body[++at];
        for (std::size_t digits = 0; at + 1 < body.size() && is_digit(body[at + 1]); ++at)
            if (digits++ < digits_kept)
                repaired += body[at + 1];
    }
    return repaired;
}

}  // namespace

std::optional<json::value> read_json(std::string_view body, json::monotonic_resource& memory)
{
    if (body.starts_with(byte_order_mark))
        body.remove_prefix(byte_order_mark.size());
    if (auto value = parse(body, memory))
        return value;
    return parse(with_short_exponents(with_paired_surrogates(body)), memory);
}

}  // namespace sapa::whatsapp
