// Reads receipts by scanning for known labels: vendors leave fields out, swap them, and spell them their own
// way.
#include "adapters/sms/receipt.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include "adapters/sms/segments.hpp"

namespace sapa::sms {
namespace {

enum class label : std::uint8_t { id, sub, dlvrd, submit_date, done_date, stat, err, text };
constexpr std::size_t labels = 8;

struct label_row
{
    std::string_view word;
    label which;
};

// clang-format off
constexpr label_row label_table[]{
    {"id:",          label::id},          {"sub:",        label::sub},       {"dlvrd:",    label::dlvrd},
    {"submit date:", label::submit_date}, {"done date:",  label::done_date}, {"stat:",     label::stat},
    {"submit_date:", label::submit_date}, {"done_date:",  label::done_date}, {"err:",      label::err},
    {"submitdate:",  label::submit_date}, {"donedate:",   label::done_date}, {"text:",     label::text},
    {"error:",       label::err},         {"status:",     label::stat},
};
// clang-format on

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool same_letters(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

const label_row* label_at(std::string_view text, std::size_t at)
{
    // A label begins a word: "foid:" is none.
    if (at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])))
        return nullptr;
    for (const auto& row : label_table)
        if (same_letters(text.substr(at, row.word.size()), row.word))
            return &row;
    return nullptr;
}

using values = std::array<std::optional<std::string_view>, labels>;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string_view first_word(std::string_view text)
{
    text = trimmed(text);
    const auto* end = std::ranges::find_if(text, is_blank);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// Each label's first value, up to the next label not yet seen: a label's word inside text: is text once the
// label has had its value.
values scan(std::string_view text)
{
    values out;
    std::optional<std::size_t> open;
    std::size_t start = 0;
    const auto close = [&](std::size_t end) {
        if (!open)
            return;
        const auto value = text.substr(start, end - start);
        out[*open] = *open == static_cast<std::size_t>(label::text) ? value : first_word(value);
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto* found = label_at(text, at);
        const auto which = found ? static_cast<std::size_t>(found->which) : labels;
        if (!found || out[which] || open == which) {
            ++at;
            continue;
        }
        close(at);
        open = which;
        at += found->word.size();
        start = at;
    }
    close(text.size());
    return out;
}

std::optional<std::uint32_t> read_count(std::optional<std::string_view> word)
{
    if (!word || word->empty() || word->size() > 9 ||
        !std::ranges::all_of(*word, [](unsigned char c) { return std::isdigit(c) != 0; }))
        return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : *word)
        value = value * 10 + static_cast<std::uint32_t>(c - '0');
    return value;
}

enum class date_form : std::uint8_t { two_digit_year, four_digit_year };

bool valid(const receipt_date& date)
{
    const std::chrono::year_month_day day{std::chrono::year{date.year}, std::chrono::month{date.month},
                                          std::chrono::day{date.day}};
    return day.ok() && date.year >= 1990 && date.year < 2100 && date.hour < 24 && date.minute < 60 &&
           date.second < 60;
}

std::optional<receipt_date> read_date_as(std::string_view digits, date_form form)
{
    const auto two = [&](std::size_t at) {
        return at + 2 <= digits.size()
                   ? static_cast<unsigned>((digits[at] - '0') * 10 + (digits[at + 1] - '0'))
                   : 0U;
    };
    const std::size_t rest = form == date_form::four_digit_year ? 4 : 2;
    receipt_date out{};
    out.year = static_cast<int>(rest == 4 ? two(0) * 100 + two(2) : 2000 + two(0));
    out.month = two(rest);
    out.day = two(rest + 2);
    out.hour = two(rest + 4);
    out.minute = two(rest + 6);
    out.second = two(rest + 8);
    return valid(out) ? std::optional{out} : std::nullopt;
}

std::optional<receipt_date> read_date(std::optional<std::string_view> word, date_form twelve_digits)
{
    if (!word || !std::ranges::all_of(*word, [](unsigned char c) { return std::isdigit(c) != 0; }))
        return std::nullopt;
    switch (word->size()) {
        case 10:
            return read_date_as(*word, date_form::two_digit_year);
        case 12:
            return read_date_as(*word, twelve_digits);
        case 14:
            return read_date_as(*word, date_form::four_digit_year);
        default:
            return std::nullopt;
    }
}

// YYMMDDhhmmss or YYYYMMDDhhmm: the form in which all dates of the receipt are dates, the former where both
// are.
date_form form_of_twelve(std::optional<std::string_view> submit, std::optional<std::string_view> done)
{
    const auto wrong_with_two = [](const std::optional<std::string_view>& word) {
        return word && word->size() == 12 && !read_date(word, date_form::two_digit_year);
    };
    return wrong_with_two(submit) || wrong_with_two(done) ? date_form::four_digit_year
                                                          : date_form::two_digit_year;
}

std::optional<std::string> owned(std::optional<std::string_view> word)
{
    return word && !word->empty() ? std::optional<std::string>{*word} : std::nullopt;
}

// C-octet and padded strings of optional parameters.
std::string_view without_padding(std::string_view text)
{
    const auto end = text.find('\0');
    return trimmed(text.substr(0, end));
}

void apply_tlvs(receipt& out, const receipt_tlvs& tlvs)
{
    if (tlvs.receipted_message_id && !without_padding(*tlvs.receipted_message_id).empty()) {
        const std::string id{without_padding(*tlvs.receipted_message_id)};
        // The same number in another base is the same id: the text's form is kept, the other one beside it.
        const auto how = out.id ? match_ids(id, *out.id) : id_match::none;
        if (out.id && how == id_match::none)
            out.other_id = *out.id;
        if (how == id_match::none || how == id_match::exact)
            out.id = id;
        else
            out.other_id = id;
    }
    if (tlvs.message_state && *tlvs.message_state <= static_cast<std::uint8_t>(message_state::skipped)) {
        const auto state = static_cast<message_state>(*tlvs.message_state);
        if (out.state != state || !out.stat)
            out.stat = std::string{state_word(state)};
        out.state = state;
    }
}

}  // namespace

receipt read_receipt(std::string_view text, const receipt_tlvs& tlvs)
{
    // Some SMSCs end the text with a NUL.
    if (text.ends_with('\0'))
        text.remove_suffix(1);
    const auto found = scan(text);
    const auto value = [&](label which) { return found[static_cast<std::size_t>(which)]; };
    receipt out;
    out.id = owned(value(label::id));
    out.sub = read_count(value(label::sub));
    out.dlvrd = read_count(value(label::dlvrd));
    const auto submit = value(label::submit_date), done = value(label::done_date);
    const auto twelve = form_of_twelve(submit, done);
    out.submit = read_date(submit, twelve);
    out.done = read_date(done, twelve);
    out.stat = owned(value(label::stat));
    out.err = owned(value(label::err));
    out.text = value(label::text) ? std::string{trimmed(*value(label::text))} : std::string{};
    out.by_label = out.id || out.stat;
    if (out.stat)
        out.state = state_from_word(*out.stat);
    apply_tlvs(out, tlvs);
    return out;
}

namespace {

receipt_tlvs tlvs_of(const smpp::pdu& whole)
{
    receipt_tlvs out;
    if (const auto* id = whole.find(smpp::tag::receipted_message_id))
        out.receipted_message_id = id->value;
    if (const auto state = whole.number(smpp::tag::message_state); state && *state < 256)
        out.message_state = static_cast<std::uint8_t>(*state);
    return out;
}

// Octets as they are, since data_coding may lie; UTF-16BE where it shows.
std::string plain_text(std::string_view octets, bool udhi)
{
    const auto text = read_user_data(octets, udhi).text;
    const bool wide = text.size() >= 4 && text.size() % 2 == 0 && text[0] == '\0' && text[2] == '\0';
    return wide ? decode_ucs2(text) : std::string{text};
}

std::string text_of(const smpp::pdu& whole)
{
    const auto* payload = whole.find(smpp::tag::message_payload);
    if (const auto* mo = std::get_if<smpp::deliver_sm>(&whole.body))
        if (!mo->short_message.empty() || !payload)
            return plain_text(mo->short_message, (mo->esm_class & smpp::esm::udhi) != 0);
    return payload ? plain_text(payload->value, false) : std::string{};
}

}  // namespace

receipt read_receipt(const smpp::deliver_sm&, const smpp::pdu& whole)
{
    return read_receipt(text_of(whole), tlvs_of(whole));
}

receipt read_receipt(const smpp::data_sm&, const smpp::pdu& whole)
{
    return read_receipt(text_of(whole), tlvs_of(whole));
}

bool is_receipt(const smpp::pdu& mo, bool trust_text)
{
    std::uint8_t esm_class = 0;
    if (const auto* deliver = std::get_if<smpp::deliver_sm>(&mo.body))
        esm_class = deliver->esm_class;
    else if (const auto* data = std::get_if<smpp::data_sm>(&mo.body))
        esm_class = data->esm_class;
    else
        return false;
    constexpr std::uint8_t kinds = smpp::esm::receipt | smpp::esm::sme_ack | smpp::esm::intermediate;
    if (esm_class & kinds)
        return true;
    if (mo.find(smpp::tag::receipted_message_id) && mo.find(smpp::tag::message_state))
        return true;
    if (!trust_text)
        return false;
    const auto read = read_receipt(text_of(mo));
    return read.id && read.stat;
}

}  // namespace sapa::sms
