// --people FILE: participants in place of the invented ones.
#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include "gateway/lab/people.hpp"

namespace sapa::lab {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& row, const char* name)
{
    const auto* found = row.if_contains(name);
    if (found == nullptr || found->is_null())
        return {};
    if (!found->is_string())
        throw std::runtime_error(std::string(name) + " must be a text");
    return std::string(found->get_string().data(), found->get_string().size());
}

std::optional<date> date_of(const json::object& row, const char* name)
{
    const auto text = text_of(row, name);
    if (text.empty())
        return std::nullopt;
    int y = 0;
    unsigned m = 0, d = 0;
    const bool read = text.size() == 10 && std::sscanf(text.c_str(), "%4d-%2u-%2u", &y, &m, &d) == 3;
    const date made{std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
    if (!read || !made.ok())
        throw std::runtime_error(std::string(name) + " must be a date such as 1990-01-31");
    return made;
}

bool flag_of(const json::object& row, const char* name, bool otherwise)
{
    const auto* found = row.if_contains(name);
    if (found != nullptr && !found->is_bool())
        throw std::runtime_error(std::string(name) + " must be true or false");
    return found ? found->get_bool() : otherwise;
}

std::optional<std::int64_t> balance_of(const json::object& row)
{
    const auto* found = row.if_contains("balance");
    if (found != nullptr && found->is_object())
        found = found->get_object().if_contains("total");
    if (found == nullptr)
        return std::nullopt;
    if (!found->is_int64())
        throw std::runtime_error("balance must be whole rupiah");
    return found->get_int64();
}

std::vector<msisdn> phones_of(const json::object& row)
{
    std::vector<msisdn> phones;
    const auto* found = row.if_contains("phones");
    if (found == nullptr)
        return phones;
    if (!found->is_array())
        throw std::runtime_error("phones must be a list of texts");
    for (const auto& one : found->get_array()) {
        const auto* text = one.if_string();
        const auto phone = text ? parse_msisdn(std::string_view(text->data(), text->size())) : std::nullopt;
        if (!phone)
            throw std::runtime_error("phones must be texts such as \"6281200000001\"");
        phones.push_back(*phone);
    }
    return phones;
}

// `invented`: everything that the number decides; kept where the row says nothing.
void read_row(const json::value& from, person& made)
{
    if (!from.is_object())
        throw std::runtime_error("must be an object");
    const auto& row = from.get_object();
    const auto set = [&](std::string& into, const char* name) {
        if (auto text = text_of(row, name); !text.empty())
            into = std::move(text);
    };
    if (const auto digits = text_of(row, "nik"); !digits.empty()) {
        const auto number = parse_nik(digits);
        if (!number)
            throw std::runtime_error("nik must be 16 digits");
        made.identity = *number;
    }
    made.born = date_of(row, "birth_date").value_or(made.born);
    made.inactive_since = date_of(row, "inactive_since");
    set(made.name, "name");
    set(made.email, "email");
    set(made.category, "category");
    made.phones = phones_of(row);
    made.deceased = flag_of(row, "deceased", false);
    made.has_jht = flag_of(row, "has_jht", true);
    made.total = balance_of(row);
}

std::string participant_of(const json::value& row)
{
    const auto number = row.is_object() ? text_of(row.get_object(), "participant_no") : std::string();
    if (!parse_participant_no(number))
        throw std::runtime_error("participant_no must be 11 or 16 digits");
    return number;
}

}  // namespace

people people::read(const std::filesystem::path& file)
{
    std::ifstream in(file);
    if (!in)
        throw std::runtime_error(file.string() + ": cannot be read");
    std::stringstream text;
    text << in.rdbuf();
    json::error_code wrong;
    const auto list = json::parse(text.str(), wrong);
    if (wrong || !list.is_array())
        throw std::runtime_error(file.string() + ": must be a JSON list of participants");
    people made;
    const msisdn demo{std::string(demo_phone)};
    std::size_t number = 0;
    for (const auto& row : list.get_array()) {
        try {
            ++number;
            person one = invent_basics(participant_of(row));
            read_row(row, one);
            made.add(std::move(one));
        } catch (const std::runtime_error& fault) {
            throw std::runtime_error(file.string() + ": participant " + std::to_string(number) + ": " +
                                     fault.what());
        }
    }
    if (made.of_phone(demo).empty())
        made.add(std::move(invent(1, 1).all_.front()));
    return made;
}

}  // namespace sapa::lab
