// Participant numbers, NIK, phones and claim numbers in cleaned text, and what is wrong with a broken one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sapa::text {

enum class number_kind : std::uint8_t {
    sixteen,  // participant number, or NIK where it is called so
    eleven,   // KPJ
    phone,    // 08..., +62..., 62 8...
    other,    // any other count of digits
};

struct number_span
{
    std::string digits{};        // separators removed, O, l, I inside made digits
    std::size_t begin{}, end{};  // bytes of the cleaned text
    number_kind kind{};
    bool called_nik{};    // "nik", "ktp" just before it
    bool called_claim{};  // "no klaim", "tiket", "kode pengajuan"
    bool called_phone{};  // "hp", "wa", "telp"
    char strange{};       // a letter inside that is no digit, or 0
    int strange_at{};     // its place, from 1
};

// All runs of at least 5 digits (with blanks, dots, hyphens between), left to right. `text` is cleaned
// (clean.hpp).
std::vector<number_span> find_numbers(std::string_view text);

}  // namespace sapa::text
