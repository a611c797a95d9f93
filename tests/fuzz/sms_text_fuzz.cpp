// Any octets under any data_coding give UTF-8; any text is cut into parts that fit and say the same.
#include <algorithm>
#include "adapters/sms/segments.hpp"
#include "adapters/sms/smpp_time.hpp"
#include "adapters/sms/text.hpp"
#include "adapters/sms/utf.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

namespace {

void check_cut(const std::string& text, sms::concatenation how)
{
    const auto cut = sms::segment_text(text, {.how = how, .transliterate = false});
    const auto limits = sms::limits_of(cut.letters, how);
    std::string joined;
    for (std::size_t i = 0; i < cut.parts.size(); ++i) {
        joined += cut.parts[i];
        if (how != sms::concatenation::payload)
            require(cut.part_units[i] <= (cut.parts.size() == 1 ? limits.single : limits.part),
                    "a part fits");
        if (cut.letters == sms::alphabet::gsm)
            require(sms::encode_gsm(sms::decode_gsm(cut.parts[i])) == cut.parts[i],
                    "an escape pair is whole");
        else
            require(sms::encode_ucs2(sms::decode_ucs2("\xFE\xFF" + cut.parts[i])) == cut.parts[i],
                    "a surrogate pair is whole");
    }
    if (!cut.fits)
        return;
    const auto whole =
        cut.letters == sms::alphabet::gsm ? sms::encode_gsm(text).value() : sms::encode_ucs2(text);
    require(joined == whole, "the parts say what the text says");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view rest{reinterpret_cast<const char*>(octets) + 2, size - 2};
    const sms::text_settings account{.default_alphabet = static_cast<sms::alphabet>(octets[1] & 7),
                                     .gsm_as_ia5 = (octets[1] & 8) != 0,
                                     .packed = (octets[1] & 16) != 0,
                                     .high_as_latin1 = (octets[1] & 32) != 0};
    const auto data = sms::read_user_data(rest, (octets[1] & 64) != 0);
    const auto text = sms::decode_text(data.text, octets[0], account, data.shift, data.fill_bits);
    require(sms::valid_utf8(text), "a decoded text is UTF-8");
    const auto plain = sms::transliterate(rest, (octets[1] & 128) != 0);
    require(sms::valid_utf8(plain), "a transliterated text is UTF-8");
    require(sms::unpack_septets(sms::pack_septets(plain), plain.size()).size() == plain.size(),
            "packing keeps all");
    for (const auto how : {sms::concatenation::udh8, sms::concatenation::udh16, sms::concatenation::payload})
        check_cut(text, how);

    const auto time = smpp::read_time(rest);
    if (const auto* at = std::get_if<smpp::absolute_time>(&time))
        require(smpp::write_absolute(at->utc(), at->offset).substr(0, 15) == rest.substr(0, 15),
                "a time is kept");
    return 0;
}
