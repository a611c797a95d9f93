// An answer becomes facts, by the table. JSON ends here.
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <charconv>
#include <cmath>
#include "gateway/core/wire.hpp"

namespace sapa {
namespace {

namespace json = boost::json;
using sapa::value;

// RFC 6901 without escapes: the contract's names have none. nullptr where it is missing or null.
const json::value* at_pointer(const json::value& root, std::string_view pointer)
{
    const auto* here = &root;
    while (here != nullptr && !pointer.empty()) {
        pointer.remove_prefix(1);
        const auto name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        const auto* object = here->if_object();
        here = object ? object->if_contains(json::string_view(name.data(), name.size())) : nullptr;
    }
    return here == nullptr || here->is_null() ? nullptr : here;
}

std::string_view text_of(const json::value& from)
{
    const auto* text = from.if_string();
    return text ? std::string_view(text->data(), text->size()) : std::string_view{};
}

std::optional<int> read_number(std::string_view digits)
{
    int number = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return wrong == std::errc{} && end == digits.data() + digits.size() ? std::optional(number)
                                                                        : std::nullopt;
}

std::optional<month> read_month(std::string_view text)
{
    if (text.size() != 7 || text[4] != '-')
        return std::nullopt;
    const auto y = read_number(text.substr(0, 4)), m = read_number(text.substr(5));
    const month read{std::chrono::year(y.value_or(0)),
                     std::chrono::month(static_cast<unsigned>(m.value_or(0)))};
    return y && m && read.ok() ? std::optional(read) : std::nullopt;
}

std::optional<date> read_date(std::string_view text)
{
    const auto first = read_month(text.substr(0, 7));
    const auto day = text.size() == 10 && text[7] == '-' ? read_number(text.substr(8)) : std::nullopt;
    if (!first || !day || *day < 1)
        return std::nullopt;
    const date read = *first / std::chrono::day(static_cast<unsigned>(*day));
    return read.ok() ? std::optional(read) : std::nullopt;
}

std::optional<std::int64_t> read_integer(const json::value& from)
{
    if (const auto* whole = from.if_int64())
        return *whole;
    const auto* real = from.if_double();
    if (real != nullptr && std::abs(*real) < 9e15 && std::floor(*real) == *real)
        return static_cast<std::int64_t>(*real);
    return std::nullopt;
}

template <class T>
std::optional<value> as_value(std::optional<T> read)
{
    return read ? std::optional<value>(*read) : std::nullopt;
}

std::optional<value> read_value(const json::value& from, value_kind kind)
{
    switch (kind) {
        case value_kind::word:
        case value_kind::text:
            return from.is_string() ? std::optional<value>(std::string(text_of(from))) : std::nullopt;
        case value_kind::number:
            return as_value(read_integer(from));
        case value_kind::rupiah: {
            const auto amount = read_integer(from);
            return amount ? std::optional<value>(rupiah{*amount}) : std::nullopt;
        }
        case value_kind::date:
            return as_value(read_date(text_of(from)));
        case value_kind::month:
            return as_value(read_month(text_of(from)));
        case value_kind::participant_no:
            return as_value(parse_participant_no(text_of(from)));
        case value_kind::flag:
            return from.is_bool() ? std::optional<value>(from.get_bool()) : std::nullopt;
    }
    return std::nullopt;
}

// false where a required value is missing or any is of a wrong kind.
bool read_fields(const json::value& from, std::span<const core_field> fields, facts& into)
{
    into.values.reserve(fields.size());
    for (const auto& field : fields) {
        const auto* found = at_pointer(from, field.pointer);
        if (found == nullptr && !field.required)
            continue;
        auto read = found ? read_value(*found, field.kind) : std::nullopt;
        if (!read)
            return false;
        into.values.emplace_back(field.name, std::move(*read));
    }
    return true;
}

bool read_lists(const json::value& from, std::span<const core_list> lists, facts& into)
{
    constexpr std::size_t elements_max = 1000;
    for (const auto& list : lists) {
        std::vector<facts> rows;
        const auto* found = at_pointer(from, list.pointer);
        const auto* array = found ? found->if_array() : nullptr;
        if ((found && !array) || (array && array->size() > elements_max))
            return false;
        for (std::size_t i = 0; array && i < array->size(); ++i)
            if (!read_fields((*array)[i], list.fields, rows.emplace_back()))
                return false;
        into.lists.emplace_back(list.name, std::move(rows));
    }
    return true;
}

// The word that tells outcomes of this status apart.
std::string_view telling_word(const core_operation& operation, int status, const json::value& body)
{
    const auto* found = at_pointer(body, status < 300 ? operation.told_by : std::string_view("/code"));
    if (found == nullptr || found == &body)
        return {};
    if (found->is_bool())
        return found->get_bool() ? "true" : "false";
    return text_of(*found);
}

const core_outcome* find_outcome(const core_operation& operation, int status, const json::value& body)
{
    const auto word = telling_word(operation, status, body);
    for (const auto& outcome : operation.outcomes)
        if (outcome.status == status && (outcome.code.empty() || outcome.code == word))
            return &outcome;
    return nullptr;
}

core_trouble trouble_of(int status)
{
    if (status == 429)
        return core_trouble::busy;
    return status >= 500 ? core_trouble::server_error : core_trouble::refused;
}

// A number of the same length must be the one that was asked for; of another length it may be the same
// person's other number.
bool is_about(const core_question& question, const facts& told)
{
    const auto* found = told.find("participant_no");
    const auto* number = found ? std::get_if<participant_no>(found) : nullptr;
    for (const auto& [name, asked] : question.arguments)
        if (number && name == "participant_no" && asked.size() == number->digits().size())
            return asked == number->digits();
    return true;
}

}  // namespace

std::string_view to_string(core_trouble trouble)
{
    constexpr std::string_view words[]{"none",         "refused",     "busy",
                                       "server_error", "broken_body", "other_number"};
    return words[static_cast<std::size_t>(trouble)];
}

read_result read_answer(const core_operation& operation, const core_question& question,
                        const http_response& got)
{
    read_result read;
    read.answer.status = got.status;
    read.answer.outcome = outcome_unavailable;
    alignas(std::max_align_t) unsigned char room[8192];
    json::monotonic_resource arena(room, sizeof room);
    json::error_code wrong;
    const json::storage_ptr in_room(&arena);
    json::value body(in_room);  // in another storage the answer would be copied
    if (!got.body.empty())
        body = json::parse(json::string_view(got.body.data(), got.body.size()), wrong, in_room);
    const bool success = got.status >= 200 && got.status < 300;
    const auto* outcome = wrong ? nullptr : find_outcome(operation, got.status, body);
    if (outcome == nullptr) {
        read.trouble = success ? core_trouble::broken_body : trouble_of(got.status);
        return read;
    }
    if (success) {
        const bool complete =
            read_fields(body, outcome->status == 202 ? std::span<const core_field>{} : operation.fields,
                        read.answer.told) &&
            read_lists(body, operation.lists, read.answer.told);
        if (!complete || !is_about(question, read.answer.told)) {
            read.trouble = complete ? core_trouble::other_number : core_trouble::broken_body;
            read.answer.told = {};
            return read;
        }
    }
    read.answer.outcome = outcome->name;
    return read;
}

}  // namespace sapa
