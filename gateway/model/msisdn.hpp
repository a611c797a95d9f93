// A phone number in E.164 digits without "+".
#pragma once
#include <optional>
#include <string_view>
#include "gateway/model/personal_number.hpp"

namespace sapa {

using msisdn = personal_number<struct msisdn_tag>;

// Reads 62812..., +62812..., 0812..., 812..., 0062812... and numbers of other countries with + or 00, with
// spaces, dots or hyphens; also a bare international number of 8 to 15 digits. nullopt where it is no phone
// number (a short code, letters). Indonesian mobile numbers: 62 8 and 7 to 11 digits (reference/smpp.md 5).
std::optional<msisdn> parse_msisdn(std::string_view raw);

}  // namespace sapa
