// Operators' HTTP forms as configuration only: what the parameters are called, what is answered, what means
// success. reference/smpp.md 5; examples in forms/.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/http/message.hpp"
#include "gateway/model/failure.hpp"
#include "gateway/model/mt_message.hpp"

namespace sapa::sms {

enum class form_charset : std::uint8_t { utf8, latin1, hex_ucs2 };

struct named_value
{
    std::string name{}, value{};
};

// Questions: the operator calls us.
struct http_form_in
{
    std::string method{"GET"};  // or POST: a form, flat JSON or flat XML
    std::vector<std::string> source{}, destination{}, text{}, transaction{};  // parameter names, aliases
    std::vector<named_value> required{};  // parameters that must have this value
    form_charset charset{};
    int status{200};                                     // of the answer after the commit
    std::string content_type{"text/plain"}, body{"OK"};  // {transaction} may stand in it
    int error_status{400};                               // parameters are missing
    std::string error_body{"parameter missing"};
    std::vector<std::string> allowed{};  // addresses or networks; empty: everybody
};

struct error_pattern
{
    std::string pattern{};  // RE2, anywhere in the body
    advice what{};
};

// Replies: we call the operator.
struct http_form_out
{
    std::string url{};          // https://host:port/path
    std::string method{"GET"};  // POST: as a form, or as `body` with `content_type`
    // Values may hold {recipient} {text} {short_code} {transaction} {reference}.
    std::vector<named_value> parameters{}, reply_parameters{}, notice_parameters{};
    std::string body{},
        content_type{};  // a template in place of the form; its values are escaped by the type
    form_charset charset{};
    std::string recipient_prefix{};       // before the digits, "+" for some
    std::size_t text_max{1000};           // characters; longer is cut
    std::vector<int> success_status{};    // empty: 200 and 202
    std::string success{};                // RE2 on the body; empty: the status decides
    std::string id{};                     // RE2 whose first group is the message id
    std::vector<error_pattern> errors{};  // first match decides; none: retry
    std::string ca_file{};
    std::size_t connections{8};
    double max_per_second{};
    std::chrono::seconds timeout{10};
};

struct http_form
{
    std::string name{};  // the account; POST|GET /webhooks/sms/{name}
    std::string short_code{"2757"};
    http_form_in in{};
    http_form_out out{};
};

// One setting by its key, as conf/ has it: "in.text", "out.parameters.msisdn", "out.errors.retry"; called
// again for each item of a list. Returns what is wrong, or "".
std::string set_form_value(http_form& form, std::string_view key, std::string_view value);
// All such keys with their meanings; one that ends in "." takes a name of the operator's.
std::vector<std::pair<std::string_view, std::string_view>> form_keys();
// What is missing or cannot be: one sentence each.
std::vector<std::string> check_form(const http_form& form);

// -- pure --

// Parameters of a request: of the query, and of a body that is a form, flat JSON or flat XML.
http_fields form_parameters(const http_request& request);
// {name} replaced; `escape` is given each value.
std::string fill(std::string_view text, const std::vector<named_value>& values,
                 std::string (*escape)(std::string_view));
std::string read_charset(std::string_view raw, form_charset charset);
std::string write_charset(std::string_view utf8, form_charset charset);
bool address_allowed(std::string_view remote, const std::vector<std::string>& allowed);
http_request make_form_request(const http_form& form, const mt_message& message, std::string_view reference);
// What the operator's answer means.
send_outcome read_form_answer(const http_form_out& form, const http_response& answer);

// In `carried` of a question: its transaction id.
inline constexpr std::string_view carried_transaction = "http:transaction";

}  // namespace sapa::sms
