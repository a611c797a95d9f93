// X-Hub-Signature-256: HMAC-SHA256 of the raw body with the app's secret.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace sapa::whatsapp {

// "sha256=" and 64 lower-case hex digits, as Meta sends it.
std::string sign(std::string_view body, std::string_view secret);

// Does one of the secrets (several while they are rotated) explain this header? In constant time per secret,
// over the bytes as they came: an escaped and a raw spelling of one text have different signatures. An empty
// secret never fits.
bool signature_fits(std::string_view body, std::string_view header, std::span<const std::string> secrets);

}  // namespace sapa::whatsapp
