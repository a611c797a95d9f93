// Writes conversation tests.
#include "gateway/console/chat_writer.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include "gateway/console/shown.hpp"
#include "gateway/model/iso_time.hpp"
#include "gateway/model/personal_number.hpp"

namespace sapa::console {
namespace {

// Invented numbers of the same length; the lab's own (3171..., the example, 62812000...) stay.
class anonymiser
{
public:
    std::string cover(std::string text, const std::vector<std::pair<std::string, std::string>>& slots)
    {
        for (const auto& [name, value] : slots) {
            if (name == "name")
                replace_all(text, value, stand_in("name", value, "Sari Contohwati"));
            if (name == "email")
                replace_all(text, value, stand_in("email", value, "sari@contoh.example"));
        }
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            auto end = at;
            while (end < text.size() && text[end] >= '0' && text[end] <= '9')
                ++end;
            if (end - at >= 8)
                out += number(text.substr(at, end - at));
            else
                out += text.substr(at, std::max<std::size_t>(end - at, 1));
            at = std::max(end, at + 1);
        }
        return out;
    }

    std::vector<replaced> changes{};

private:
    static bool invented(const std::string& digits)
    {
        return digits == lab::example_no || digits.starts_with("31710000000000") ||
               digits.starts_with("3171234567") || digits.starts_with("62812000") ||
               digits.starts_with("62812999") || digits.starts_with("3171999999");
    }

    std::string number(const std::string& digits)
    {
        if (invented(digits))
            return digits;
        auto made = digits;
        const std::string shape = digits.starts_with('0')    ? "0812999"
                                  : digits.starts_with("62") ? "62812999"
                                                             : "3171999";
        const auto count = std::to_string(++numbers_);
        for (std::size_t i = 0; i < made.size(); ++i)
            made[i] = i < shape.size() ? shape[i] : '0';
        if (made.size() > count.size())
            made.replace(made.size() - count.size(), count.size(), count);
        return stand_in("number", digits, made);
    }

    std::string stand_in(const char* what, const std::string& from, const std::string& to)
    {
        const auto [at, fresh] = known_.emplace(from, to);
        if (fresh)
            changes.push_back(
                {what, what == std::string_view("number") ? masked_tail(from) : from.substr(0, 1) + "...",
                 to});
        return at->second;
    }

    static void replace_all(std::string& text, const std::string& from, const std::string& to)
    {
        for (auto at = text.find(from); !from.empty() && at != text.npos;
             at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }

    std::map<std::string, std::string> known_{};
    int numbers_{};
};

std::string one_line(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    return text;
}

std::string event_of(const action& what)
{
    switch (what.what) {
        case act::duplicate:
            return "~ duplicate";
        case act::receipt_failed:
            return "~ receipt failed";
        case act::restart:
            return "~ restart";
        case act::lose_flow:
            return "~ flow changed";
        case act::person_changed:
            return "~ person changed";
        case act::core:
            return what.core == "down"   ? "~ core down"
                   : what.core == "slow" ? fmt::format("~ core slow {} ms", what.span.count())
                                         : "~ core up";
        case act::core_operation:
            return "~ core " + what.operation + " -> " + what.outcome +
                   (what.outcome == "slow" ? fmt::format(" {} ms", what.span.count()) : "");
        default:
            return {};
    }
}

std::string said_by(const action& what)
{
    switch (what.kind) {
        case mo_kind::text:
            return "> " + one_line(what.text);
        case mo_kind::button:
            return "~ press " + one_line(what.text.empty() ? what.reply_id : what.text);
        case mo_kind::location:
            if (what.place)
                return fmt::format("~ location {},{}", what.place->latitude, what.place->longitude);
            return "~ location";
        default:
            return "~ " + std::string(kind_word(what.kind)) +
                   (what.text.empty() ? "" : " " + one_line(what.text));
    }
}

std::string written_reply(const mt_content& said, bool exact)
{
    if (!exact)
        return "< @" + said.key + "\n";
    std::string lines = "< ";
    for (const char c : said.text)
        lines += c == '\n' ? std::string("\n| ") : std::string(1, c);
    return lines + "\n";
}

std::string wib(instant at)
{
    return iso_time(at + wib_offset).substr(0, 10) + " " + iso_time(at + wib_offset).substr(11, 5);
}

class chat_writer
{
public:
    chat_writer(const play& of, std::size_t handset, bool exact) : of_(of), handset_(handset), exact_(exact)
    {
    }

    written_chat write(std::string_view title)
    {
        const auto& on = of_.handsets()[handset_];
        out_ = fmt::format("chat  {}\non    {}\nin    {}\nfrom  {}\nat    {}\ncore  lab\n\n", title,
                           to_string(on.via), to_string(on.spoken), hide_.cover(on.phone, {}),
                           wib(of_.started_at()));
        const auto way = of_.path();
        for (std::size_t i = 1; i < way.size(); ++i)
            write(of_.nodes()[way[i - 1]], of_.nodes()[way[i]]);
        return {std::move(out_), std::move(hide_.changes)};
    }

private:
    void write(const node& before, const node& one)
    {
        const auto at = std::ranges::find(one.entries, handset_, &entry::handset);
        const bool mine = at != one.entries.end();
        const auto slots = mine ? at->turn.slots : decltype(at->turn.slots){};
        if (one.done.what == act::pass || one.done.what == act::next_timer)
            out_ += fmt::format("+ {} ms\n", (one.at - before.at).count());
        else if (one.done.what == act::say && mine)
            out_ += hide_.cover(said_by(one.done), slots) + "\n";
        else if (one.done.what != act::say && concerned(one.done))
            out_ += event_of(one.done) + "\n";
        if (!mine)
            return;
        for (const auto& reply : at->turn.replies)
            out_ += hide_.cover(written_reply(reply.content, exact_), slots);
        if (at->turn.replies.empty() && at->message)
            out_ += "< silence\n";
        if (at->message && !at->turn.replies.empty() && !at->turn.intent.empty())
            out_ += "  intent " + at->turn.intent + "\n";
    }

    bool concerned(const action& what) const
    {
        return what.handsets.empty() || std::ranges::count(what.handsets, handset_) > 0;
    }

    const play& of_;
    std::size_t handset_;
    bool exact_;
    anonymiser hide_{};
    std::string out_{};
};

}  // namespace

written_chat write_chat(const play& of, std::size_t handset, std::string_view title, bool exact)
{
    return chat_writer(of, handset, exact)
        .write(title.empty() ? "Dari konsol" : one_line(std::string(title)));
}

std::string file_name_of(std::string_view title)
{
    std::string name;
    for (const char c : title) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9'))
            name += low;
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    name = name.substr(0, 60);
    while (name.ends_with('_'))
        name.pop_back();
    return name.empty() ? "percakapan" : name;
}

}  // namespace sapa::console
