#include "gateway/pipeline/notices.hpp"

#include <algorithm>
#include <charconv>
#include "intents/wording/template_text.hpp"

namespace sapa {
namespace {

constexpr std::string_view key_prefix = "notice.";
constexpr std::array<std::string_view, 4> kinds{"contribution", "balance", "maintenance", "maintenance_end"};

enum class form : std::uint8_t { money, period, day, clock };
struct value_row
{
    notice_kind kind;
    std::string_view name;
    form written;
    bool required;
};
// A balance is core's own word at the time of the notice; what the request says of it is not needed.
// clang-format off
constexpr value_row value_table[] = {
    {notice_kind::contribution, "period", form::period, true},
    {notice_kind::contribution, "amount", form::money,  true},
    {notice_kind::balance,      "amount", form::money,  false},
    {notice_kind::balance,      "as_of",  form::day,    false},
    {notice_kind::maintenance,  "day",    form::day,    true},
    {notice_kind::maintenance,  "from",   form::clock,  true},
    {notice_kind::maintenance,  "until",  form::clock,  true},
};
// clang-format on

std::string_view how_to_write(form written)
{
    constexpr std::string_view words[]{"whole rupiah of 1 or more, as 36800", "a month as 2026-11",
                                       "a day as 2026-11-20", "a time of day as 22:00"};
    return words[static_cast<std::size_t>(written)];
}

// Exactly these digits as one number.
std::optional<std::int64_t> number(std::string_view digits)
{
    std::int64_t read{};
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
    if (digits.empty() || digits[0] == '-' || error != std::errc{} || stop != digits.data() + digits.size())
        return std::nullopt;
    return read;
}

std::optional<value> read_money(std::string_view word)
{
    const auto amount = number(word);
    if (!amount || *amount < 1 || *amount > 999'999'999'999)
        return std::nullopt;
    return rupiah{*amount};
}

std::optional<value> read_calendar(std::string_view word, bool with_day)
{
    if (word.size() != (with_day ? 10U : 7U) || word[4] != '-' || (with_day && word[7] != '-'))
        return std::nullopt;
    const auto y = number(word.substr(0, 4)), m = number(word.substr(5, 2));
    const auto d = with_day ? number(word.substr(8, 2)) : 1;
    if (!y || !m || !d)
        return std::nullopt;
    const date read{std::chrono::year(static_cast<int>(*y)), std::chrono::month(static_cast<unsigned>(*m)),
                    std::chrono::day(static_cast<unsigned>(*d))};
    if (!read.ok())
        return std::nullopt;
    return with_day ? value(read) : value(month(read.year(), read.month()));
}

std::optional<value> read_clock(std::string_view word)
{
    if (word.size() != 5 || (word[2] != ':' && word[2] != '.'))
        return std::nullopt;
    const auto h = number(word.substr(0, 2)), m = number(word.substr(3, 2));
    if (!h || !m || *h > 24 || *m > 59)
        return std::nullopt;
    return value(std::string(word.substr(0, 2)).append(1, '.').append(word.substr(3)));
}

std::optional<value> read_word(form written, std::string_view word)
{
    switch (written) {
        case form::money:
            return read_money(word);
        case form::period:
            return read_calendar(word, false);
        case form::day:
            return read_calendar(word, true);
        case form::clock:
            break;
    }
    return read_clock(word);
}

std::string say_value(const value& what)
{
    if (const auto* money = std::get_if<rupiah>(&what))
        return say_rupiah(*money);
    if (const auto* day = std::get_if<date>(&what))
        return say_date(*day);
    if (const auto* period = std::get_if<month>(&what))
        return say_month(*period);
    const auto* words = std::get_if<std::string>(&what);
    return words ? *words : "-";
}

bool prefers(const addressee& whose, std::string_view name)
{
    return std::ranges::any_of(whose.preferences,
                               [&](const auto& one) { return one.name == name && one.value == "on"; });
}

bool stopped_marketing(const addressee& whose)
{
    return std::ranges::any_of(whose.preferences, [](const auto& one) {
        return one.name == marketing_messages && one.value == "stop";
    });
}

}  // namespace

std::string_view to_string(notice_kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::optional<notice_kind> parse_notice_kind(std::string_view word)
{
    const auto at = std::ranges::find(kinds, word);
    if (at == kinds.end())
        return std::nullopt;
    return static_cast<notice_kind>(at - kinds.begin());
}

std::string reply_key(notice_kind kind) { return std::string(key_prefix).append(to_string(kind)); }

std::string read_notice_values(notice_kind kind, const named_words& words, facts& to)
{
    for (const auto& [name, word] : words) {
        const auto row = std::ranges::find_if(
            value_table, [&](const auto& one) { return one.kind == kind && one.name == name; });
        if (row == std::end(value_table))
            return "values." + name + " is not of this kind of notice";
        auto read = read_word(row->written, word);
        if (!read)
            return "values." + name + " must be " + std::string(how_to_write(row->written));
        to.values.emplace_back(name, std::move(*read));
    }
    for (const auto& row : value_table)
        if (row.kind == kind && row.required && !to.find(row.name))
            return "values." + std::string(row.name) +
                   " is missing: " + std::string(how_to_write(row.written));
    return {};
}

std::vector<std::string> template_values(notice_kind kind, const notice_request& asked)
{
    std::vector<std::string> said;
    if (is_personal(kind))
        said.push_back(asked.about.masked());
    for (const auto& row : value_table)
        if (row.kind == kind) {
            const auto* found = asked.values.find(row.name);
            said.push_back(found ? say_value(*found) : "-");
        }
    return said;
}

instant may_leave_at(instant now, const notice_settings& settings)
{
    using std::chrono::hours;
    const auto local = now + wib_offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const auto since = local - midnight;
    const hours from(settings.quiet_from), until(settings.quiet_until);
    const bool over_midnight = from > until;
    const bool quiet = over_midnight ? since >= from || since < until : since >= from && since < until;
    if (!quiet)
        return now;
    const bool next_day = over_midnight && since >= from;
    return midnight + std::chrono::days(next_day ? 1 : 0) + until - wib_offset;
}

bool wants(const addressee& whose, std::string_view key)
{
    if (whose.conversation == 0 || whose.stopped || stopped_marketing(whose))
        return false;
    if (key == reply_key(notice_kind::contribution) || key == reply_key(notice_kind::balance))
        return prefers(whose, key);
    return prefers(whose, reply_key(notice_kind::contribution)) ||
           prefers(whose, reply_key(notice_kind::balance));
}

notice_verdict decide(const notice_request& asked, const addressee& on_sms, const addressee& on_whatsapp,
                      instant now, const notice_settings& settings)
{
    notice_verdict told;
    // STOP is a person's word, not a channel's.
    if (on_sms.stopped || on_whatsapp.stopped) {
        told.skipped = "stopped";
        return told;
    }
    told.skipped = "not_opted_in";
    const auto key = reply_key(asked.kind);
    for (auto via : {channel_type::sms, channel_type::whatsapp}) {
        const auto& whose = via == channel_type::sms ? on_sms : on_whatsapp;
        const auto& account = via == channel_type::sms ? settings.sms_account : settings.whatsapp_account;
        if ((asked.via && *asked.via != via) || !wants(whose, key))
            continue;
        if (!account) {
            told.skipped = "channel_off";
            continue;
        }
        told.skipped.clear();
        told.via = via;
        told.account = *account;
        told.conversation = whose.conversation;
        told.not_before = may_leave_at(now, settings);
        told.expires_at = told.not_before + settings.valid;
        return told;
    }
    return told;
}

}  // namespace sapa
