// What the console's API answers: JSON, and refusals in the reader's language.
#pragma once
#include <boost/json.hpp>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include "gateway/http/message.hpp"
#include "gateway/model/language.hpp"

namespace sapa::console {

namespace json = boost::json;

// Why a request is refused. `code` is one of the table in answers.cpp, which knows its status and words;
// `detail` replaces the words, `more` is added to the answer.
struct refusal
{
    std::string code{"failed"}, field{}, detail{};
    json::object more{};
};

// What was asked for, or why not.
template <class Thing>
using result = boost::system::result<Thing, refusal>;

http_response answer(int status, json::value body);
inline http_response ok(json::value body = json::object{}) { return answer(200, std::move(body)); }
http_response refuse(const refusal& why, language spoken);

// -- reading a body --
std::string text_of(const json::object& from, std::string_view name, std::string otherwise = {});
bool flag_of(const json::object& from, std::string_view name, bool otherwise = false);
double number_of(const json::object& from, std::string_view name, double otherwise = 0);
// nullptr where there is none or it is null.
const json::value* member_of(const json::object& from, std::string_view name);

}  // namespace sapa::console

// result<> has nothing to throw: whoever reads it asks first.
namespace boost::system {
[[noreturn]] inline void throw_exception_from_error(const sapa::console::refusal& why, const source_location&)
{
    throw std::logic_error("a refusal was read as a result: " + why.code);
}
}  // namespace boost::system
