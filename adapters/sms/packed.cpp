// Septets packed in octets (TS 23.038 6.1.2.1), for the few accounts that want them.
#include <algorithm>
#include "adapters/sms/text.hpp"

namespace sapa::sms {

std::string pack_septets(std::string_view septets, unsigned fill_bits)
{
    std::string out((7 * septets.size() + fill_bits + 7) / 8, '\0');
    std::size_t bit = fill_bits;
    for (const unsigned char septet : septets) {
        const unsigned shifted = (septet & 0x7FU) << bit % 8;
        out[bit / 8] = static_cast<char>(out[bit / 8] | static_cast<char>(shifted & 0xFF));
        if (bit % 8 > 1)
            out[bit / 8 + 1] = static_cast<char>(shifted >> 8);
        bit += 7;
    }
    return out;
}

std::string unpack_septets(std::string_view octets, std::optional<std::size_t> count, unsigned fill_bits)
{
    const auto bits = 8 * octets.size() > fill_bits ? 8 * octets.size() - fill_bits : 0;
    const auto whole = std::min(count.value_or(bits / 7), bits / 7);
    std::string out;
    out.reserve(whole);
    for (std::size_t i = 0, bit = fill_bits; i < whole; ++i, bit += 7) {
        unsigned two = static_cast<unsigned char>(octets[bit / 8]);
        if (bit / 8 + 1 < octets.size())
            two |= static_cast<unsigned>(static_cast<unsigned char>(octets[bit / 8 + 1])) << 8;
        out.push_back(static_cast<char>(two >> bit % 8 & 0x7F));
    }
    // Seven spare bits read as one septet more: zeros, or CR where the sender fills as TS 23.038 6.1.2.3.1
    // does.
    if (!count && bits % 7 == 0 && !out.empty() && (out.back() == '\0' || out.back() == '\r'))
        out.pop_back();
    return out;
}

}  // namespace sapa::sms
