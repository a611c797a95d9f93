// The pure half of the HTTP forms: parameters, templates, character sets, answers.
#include <re2/re2.h>
#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/json.hpp>
#include "adapters/sms/http_form.hpp"
#include "adapters/sms/submit.hpp"
#include "adapters/sms/text.hpp"

namespace sapa::sms {
namespace {

std::string as_it_is(std::string_view raw) { return std::string(raw); }

std::string json_escape(std::string_view raw)
{
    const auto quoted = boost::json::serialize(boost::json::string(raw));
    return quoted.substr(1, quoted.size() - 2);
}

std::string xml_escape(std::string_view raw)
{
    std::string safe;
    for (char c : raw) {
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '"')
            safe += "&quot;";
        else
            safe += c;
    }
    return safe;
}

std::string xml_unescape(std::string text)
{
    constexpr std::pair<const char*, const char*> names[]{
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
    for (const auto& [name, letter] : names)
        RE2::GlobalReplace(&text, name, letter);
    return text;
}

void add_json(std::string_view body, http_fields& to)
{
    boost::system::error_code failed;
    const auto parsed = boost::json::parse(body, failed);
    if (failed || !parsed.is_object())
        return;
    for (const auto& [name, value] : parsed.get_object())
        if (value.is_string())
            to.emplace_back(name, value.get_string());
        else if (value.is_number())
            to.emplace_back(name, boost::json::serialize(value));
}

// <MO><msisdn>62812...</msisdn>...: elements without children, whatever they stand in.
void add_xml(std::string_view body, http_fields& to)
{
    static const RE2 element(R"(<([A-Za-z_][\w.-]*)[^<>]*>([^<]*)</)");
    std::string name, value;
    re2::StringPiece rest(body.data(), body.size());
    while (RE2::FindAndConsume(&rest, element, &name, &value))
        to.emplace_back(name, xml_unescape(value));
}

}  // namespace

http_fields form_parameters(const http_request& request)
{
    auto found = parse_query(query_of(request.target));
    const auto type = find_field(request.fields, "content-type");
    if (type.find("json") != type.npos) {
        add_json(request.body, found);
    } else if (type.find("xml") != type.npos) {
        add_xml(request.body, found);
    } else if (!request.body.empty()) {
        auto more = parse_query(request.body);
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

std::string fill(std::string_view text, const std::vector<named_value>& values,
                 std::string (*escape)(std::string_view))
{
    std::string filled;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text[at] == '{' ? text.find('}', at) : text.npos;
        const auto name = end == text.npos ? std::string_view() : text.substr(at + 1, end - at - 1);
        const auto value = std::ranges::find(values, name, &named_value::name);
        if (end != text.npos && value != values.end()) {
            filled += escape(value->value);
            at = end + 1;
        } else {
            filled += text[at++];
        }
    }
    return filled;
}

std::string read_charset(std::string_view raw, form_charset charset)
{
    if (charset == form_charset::latin1)
        return decode_latin1(raw);
    if (charset == form_charset::hex_ucs2)
        return decode_ucs2(from_hex(raw));
    return std::string(raw);
}

std::string write_charset(std::string_view utf8, form_charset charset)
{
    if (charset == form_charset::hex_ucs2)
        return to_hex(encode_ucs2(utf8));
    if (charset == form_charset::latin1) {
        if (auto octets = encode_latin1(utf8))
            return *octets;
        auto octets = encode_latin1(transliterate(utf8));
        return octets ? *octets : std::string(utf8);
    }
    return std::string(utf8);
}

bool address_allowed(std::string_view remote, const std::vector<std::string>& allowed)
{
    namespace ip = boost::asio::ip;
    if (allowed.empty())
        return true;
    boost::system::error_code failed;
    auto from = ip::make_address(std::string(remote), failed);
    if (failed)
        return false;
    if (from.is_v6() && from.to_v6().is_v4_mapped())
        from = ip::make_address_v4(ip::v4_mapped, from.to_v6());
    for (const auto& one : allowed) {
        if (one.find('/') == one.npos) {
            if (ip::make_address(one, failed) == from && !failed)
                return true;
            continue;
        }
        if (from.is_v4()) {
            const auto net = ip::make_network_v4(one, failed);
            const auto host = ip::network_v4(from.to_v4(), 32);
            if (!failed && (net.canonical() == host || host.is_subnet_of(net.canonical())))
                return true;
        } else {
            const auto net = ip::make_network_v6(one, failed);
            const auto host = ip::network_v6(from.to_v6(), 128);
            if (!failed && (net.canonical() == host || host.is_subnet_of(net.canonical())))
                return true;
        }
    }
    return false;
}

http_request make_form_request(const http_form& form, const mt_message& message, std::string_view reference)
{
    const auto& out = form.out;
    auto transaction = message.in_reply_to;
    for (const auto& [name, value] : message.carried)
        if (name == carried_transaction)
            transaction = value;
    auto text = message.content.text;
    std::size_t characters = 0, end = 0;
    for (; end < text.size(); ++end) {
        const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
        if (starts && characters++ == out.text_max)
            break;
    }
    text.resize(end);
    const std::vector<named_value> values{{"recipient", out.recipient_prefix + message.recipient},
                                          {"text", write_charset(text, out.charset)},
                                          {"short_code", form.short_code},
                                          {"transaction", transaction},
                                          {"reference", std::string(reference)}};
    http_request request;
    request.method = out.method;
    request.target = "/";  // the client's base_url holds the path's beginning
    if (const auto scheme = out.url.find("://"); scheme != out.url.npos)
        if (const auto path = out.url.find('/', scheme + 3); path != out.url.npos)
            request.target = out.url.substr(path);
    if (!out.body.empty()) {
        const bool json = out.content_type.find("json") != out.content_type.npos;
        const bool xml = out.content_type.find("xml") != out.content_type.npos;
        request.body = fill(out.body, values, json ? json_escape : xml ? xml_escape : percent_encode);
        request.fields.emplace_back("Content-Type", out.content_type);
        return request;
    }
    std::string query;
    const auto add = [&](const std::vector<named_value>& list) {
        for (const auto& one : list)
            query += (query.empty() ? "" : "&") + percent_encode(one.name) + "=" +
                     percent_encode(fill(one.value, values, as_it_is));
    };
    add(out.parameters);
    add(message.purpose == mt_purpose::reply ? out.reply_parameters : out.notice_parameters);
    if (out.method == "GET") {
        request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + query;
    } else {
        request.body = std::move(query);
        request.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    }
    return request;
}

send_outcome read_form_answer(const http_form_out& form, const http_response& answer)
{
    const bool usual = form.success_status.empty() && (answer.status == 200 || answer.status == 202);
    const bool status =
        usual || std::ranges::find(form.success_status, answer.status) != form.success_status.end();
    const bool body = form.success.empty() || RE2::PartialMatch(answer.body, form.success);
    if (status && body) {
        accepted outcome;
        std::string id;
        if (!form.id.empty() && RE2::PartialMatch(answer.body, form.id, &id))
            outcome.message_ids.push_back(id);
        return outcome;
    }
    refused outcome;
    outcome.why.code = "http_" + std::to_string(answer.status);
    for (const auto& one : form.errors)
        if (RE2::PartialMatch(answer.body, one.pattern)) {
            outcome.why.what = one.what;
            outcome.why.code = one.pattern;
            return outcome;
        }
    if (answer.status == 401 || answer.status == 403)
        outcome.why.what = advice::pause_account;
    else if (answer.status == 429)
        outcome.why.what = advice::slow_account;
    else if (answer.status >= 400 && answer.status < 500)
        outcome.why.what = advice::give_up;
    outcome.why.our_fault = answer.status >= 400 && answer.status < 500 && answer.status != 429;
    return outcome;
}

}  // namespace sapa::sms
