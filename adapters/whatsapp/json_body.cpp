// The parser's limits, and the repair of unpaired surrogates.
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

}  // namespace

std::optional<json::value> read_json(std::string_view body, json::monotonic_resource& memory)
{
    if (body.starts_with(byte_order_mark))
        body.remove_prefix(byte_order_mark.size());
    if (auto value = parse(body, memory))
        return value;
    if (body.find("\\ud") == body.npos && body.find("\\uD") == body.npos)
        return std::nullopt;
    return parse(with_paired_surrogates(body), memory);
}

}  // namespace sapa::whatsapp
