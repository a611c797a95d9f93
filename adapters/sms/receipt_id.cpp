// Message ids of submit_sm_resp and of receipts: the same string, or one number in two bases of any length.
#include <algorithm>
#include <cctype>
#include "adapters/sms/receipt.hpp"

namespace sapa::sms {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::string lowered(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

bool is_decimal(std::string_view id)
{
    return !id.empty() && std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_hex(std::string_view id)
{
    return !id.empty() && std::ranges::all_of(id, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string without_zeros(std::string_view id)
{
    const auto first = id.find_first_not_of('0');
    return first == id.npos ? "0" : lowered(id.substr(first));
}

// Ids longer than message_id's 65 octets are no numbers to convert: the work below is quadratic.
constexpr std::size_t number_max = 65;

unsigned digit_value(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : lower(c) - 'a' + 10); }

// A number of any length from one base to another, by repeated division; digits without leading zeros.
std::string convert(std::string_view digits, unsigned from, unsigned to)
{
    std::string number;
    for (const char c : digits)
        number.push_back(static_cast<char>(digit_value(c)));
    std::string out;
    while (!number.empty()) {
        unsigned remainder = 0;
        std::string quotient;
        for (const char digit : number) {
            remainder = remainder * from + static_cast<unsigned char>(digit);
            if (const unsigned q = remainder / to; q != 0 || !quotient.empty())
                quotient.push_back(static_cast<char>(q));
            remainder %= to;
        }
        out.push_back("0123456789abcdef"[remainder]);
        number = std::move(quotient);
    }
    std::ranges::reverse(out);
    return without_zeros(out);
}

std::string hex_to_decimal(std::string_view id) { return convert(id, 16, 10); }

void add_new(std::vector<std::string>& out, std::string key)
{
    if (std::ranges::find(out, key) == out.end())
        out.push_back(std::move(key));
}

}  // namespace

id_match match_ids(std::string_view resp, std::string_view receipt)
{
    if (resp.empty() || receipt.empty())
        return id_match::none;
    if (resp == receipt)
        return id_match::exact;
    if (lowered(resp) == lowered(receipt))
        return id_match::ignoring_case;
    if (resp.size() > number_max || receipt.size() > number_max)
        return id_match::none;
    if (is_hex(resp) && is_hex(receipt) && without_zeros(resp) == without_zeros(receipt))
        return id_match::zeros;
    if (is_hex(resp) && is_decimal(receipt) && hex_to_decimal(resp) == without_zeros(receipt))
        return id_match::hex_resp;
    if (is_decimal(resp) && is_hex(receipt) && hex_to_decimal(receipt) == without_zeros(resp))
        return id_match::hex_receipt;
    return id_match::none;
}

// Both sides are stored and asked for as they are, in lower case, and as the value that each reading gives:
// "=h" marks a value read from hex digits, "=d" one read from decimal digits, both written in decimal.
std::vector<std::string> stored_keys(std::string_view message_id)
{
    std::vector<std::string> out{std::string{message_id}};
    add_new(out, lowered(message_id));
    if (message_id.size() > number_max)
        return out;
    if (is_hex(message_id))
        add_new(out, without_zeros(message_id));
    if (is_hex(message_id))
        add_new(out, "=h" + hex_to_decimal(message_id));
    if (is_decimal(message_id))
        add_new(out, "=d" + without_zeros(message_id));
    return out;
}

std::vector<std::string> lookup_keys(std::string_view receipt_id)
{
    std::vector<std::string> out{std::string{receipt_id}};
    add_new(out, lowered(receipt_id));
    if (receipt_id.size() > number_max)
        return out;
    if (is_hex(receipt_id))
        add_new(out, without_zeros(receipt_id));
    if (is_decimal(receipt_id))
        add_new(out, "=h" + without_zeros(receipt_id));
    if (is_hex(receipt_id))
        add_new(out, "=d" + hex_to_decimal(receipt_id));
    return out;
}

}  // namespace sapa::sms
