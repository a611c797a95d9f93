// HMAC-SHA256 over a webhook's bytes by OpenSSL.
#include "adapters/whatsapp/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <array>
#include "gateway/http/secret.hpp"

namespace sapa::whatsapp {
namespace {

constexpr std::string_view prefix = "sha256=";
constexpr std::size_t digest_octets = 32;

using hex_digest = std::array<char, 2 * digest_octets>;

hex_digest hmac_sha256(std::string_view body, std::string_view secret)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &length);
    constexpr std::string_view digits = "0123456789abcdef";
    hex_digest hex{};
    for (std::size_t i = 0; i < digest_octets; ++i) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    return hex;
}

}  // namespace

std::string sign(std::string_view body, std::string_view secret)
{
    const auto hex = hmac_sha256(body, secret);
    return std::string(prefix) + std::string(hex.data(), hex.size());
}

bool signature_fits(std::string_view body, std::string_view header, std::span<const std::string> secrets)
{
    if (!header.starts_with(prefix) || header.size() != prefix.size() + 2 * digest_octets)
        return false;
    const auto claimed = header.substr(prefix.size());
    bool fits = false;
    for (const auto& secret : secrets) {
        if (secret.empty())
            continue;
        const auto hex = hmac_sha256(body, secret);
        fits |= equal_in_constant_time(claimed, {hex.data(), hex.size()});
    }
    return fits;
}

}  // namespace sapa::whatsapp
