// dialogue_state as JSON with a version number, written and read without a library: its form is closed.
#include <algorithm>
#include <array>
#include <charconv>

#include "intents/dialogue/dialogue.hpp"

namespace sapa {
namespace {

using pair_list = std::vector<std::pair<std::string, std::string>>;
constexpr int version = 1;

constexpr auto escaped_octets = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c)
        table[c] = true;
    table['"'] = table['\\'] = true;
    return table;
}();

void quote(std::string& out, std::string_view text)
{
    constexpr char hex[] = "0123456789abcdef";
    const auto escaped = [](char c) { return escaped_octets[static_cast<unsigned char>(c)]; };
    out += '"';
    while (!text.empty()) {
        const auto at = std::ranges::find_if(text, escaped);
        out.append(text.begin(), at);
        text.remove_prefix(static_cast<std::size_t>(at - text.begin()));
        if (text.empty())
            break;
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else
            ((out += "\\u00") += hex[(c >> 4) & 1]) += hex[c & 15];
    }
    out += '"';
}

// What is empty or nothing is left out: a fresh state is read so.
void member(std::string& out, std::string_view name, std::string_view text)
{
    if (text.empty())
        return;
    quote(out += ',', name);
    quote(out += ':', text);
}

void member(std::string& out, std::string_view name, std::int64_t number)
{
    if (number == 0)
        return;
    quote(out += ',', name);
    (out += ':') += std::to_string(number);
}

void member(std::string& out, std::string_view name, const pair_list& pairs)
{
    if (pairs.empty())
        return;
    quote(out += ',', name);
    out += ":[";
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        quote(out += i ? ",[" : "[", pairs[i].first);
        quote(out += ',', pairs[i].second);
        out += ']';
    }
    out += ']';
}

// Reads just what serialise writes; `ok` turns false at anything else.
struct text_reader
{
    std::string_view rest;
    bool ok{true};

    bool take(char c)
    {
        if (rest.empty() || rest[0] != c)
            return false;
        rest.remove_prefix(1);
        return true;
    }
    void expect(char c) { ok = ok && take(c); }
    std::string text()
    {
        std::string out;
        expect('"');
        while (ok) {
            const auto plain = std::min(rest.find_first_of("\"\\"), rest.size());
            out.append(rest.substr(0, plain));
            rest.remove_prefix(plain);
            if (rest.size() < 2 || rest[0] == '"')
                break;
            if (rest[1] == 'u' && rest.size() > 5) {
                int code{};
                std::from_chars(rest.data() + 2, rest.data() + 6, code, 16);
                out += static_cast<char>(code);
                rest.remove_prefix(6);
            } else {
                out += rest[1];
                rest.remove_prefix(2);
            }
        }
        expect('"');
        return out;
    }
    std::int64_t number()
    {
        std::int64_t out{};
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), out);
        ok = ok && error == std::errc{};
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        return out;
    }
    pair_list pairs()
    {
        pair_list out;
        expect('[');
        while (ok && !take(']')) {
            if (!out.empty())
                expect(',');
            expect('[');
            auto name = text();
            expect(',');
            out.emplace_back(std::move(name), text());
            expect(']');
        }
        return out;
    }
};

instant at(std::int64_t ms) { return instant(milliseconds(ms)); }

void read_member(text_reader& in, std::string_view name, dialogue_state& state)
{
    if (name == "bundle")
        state.bundle_hash = in.text();
    else if (name == "flow")
        state.flow = in.text();
    else if (name == "at")
        state.at = in.text();
    else if (name == "spoken")
        state.spoken = parse_language(in.text()).value_or(language::id);
    else if (name == "chosen")
        state.language_chosen = in.number() != 0;
    else if (name == "slots")
        state.slots = in.pairs();
    else if (name == "tries")
        state.tries = static_cast<int>(in.number());
    else if (name == "form_until")
        state.form_until = at(in.number());
    else if (name == "verified_no")
        state.verified_no = in.text();
    else if (name == "verified_until")
        state.verified_until = at(in.number());
    else if (name == "memory")
        state.memory = in.pairs();
    else
        in.ok = false;
}

}  // namespace

std::string serialise(const dialogue_state& state)
{
    std::string out;
    out.reserve(512);
    out.append("{\"v\":").append(std::to_string(version));
    member(out, "bundle", state.bundle_hash);
    member(out, "flow", state.flow);
    member(out, "at", state.at);
    member(out, "spoken", to_string(state.spoken));
    member(out, "chosen", std::int64_t{state.language_chosen});
    member(out, "slots", state.slots);
    member(out, "tries", std::int64_t{state.tries});
    member(out, "form_until", state.form_until.time_since_epoch().count());
    member(out, "verified_no", state.verified_no);
    member(out, "verified_until", state.verified_until.time_since_epoch().count());
    member(out, "memory", state.memory);
    return out += '}';
}

dialogue_state parse_state(std::string_view text)
{
    text_reader in{text};
    dialogue_state state;
    in.expect('{');
    if (in.text() != "v")
        return {};
    in.expect(':');
    if (in.number() != version)
        return {};
    while (in.ok && in.take(',')) {
        const auto name = in.text();
        in.expect(':');
        read_member(in, name, state);
    }
    in.expect('}');
    return in.ok && in.rest.empty() ? state : dialogue_state{};
}

}  // namespace sapa
