// sapa talk: a conversation on the terminal or by JSON lines, with the lab's core in the process.
// DESIGN.md 5.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "gateway/command/commands.hpp"
#include "gateway/command/conversation_conf.hpp"
#include "gateway/command/place.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/sandbox.hpp"
#include "gateway/lab/sandbox_events.hpp"

namespace sapa {
namespace {

namespace json = boost::json;
using lab::sandbox_message;
using lab::sandbox_reply;

struct talk_options
{
    std::string conf{default_place().conf}, channel{"sms"}, msisdn{lab::demo_phone}, people{}, record{};
    std::vector<std::string> with{};
    bool as_json{};
};

json::object to_json(const sandbox_reply& reply)
{
    json::array buttons, rows;
    for (const auto& one : reply.content.buttons)
        buttons.push_back(json::object{{"id", one.id}, {"title", one.title}});
    for (const auto& one : reply.content.rows)
        rows.push_back(json::object{{"id", one.id}, {"title", one.title}, {"description", one.description}});
    return {{"text", reply.content.text},    {"encoding", reply.encoding}, {"segments", reply.segments},
            {"buttons", std::move(buttons)}, {"list", std::move(rows)},    {"key", reply.content.key}};
}

std::string text_of(const json::object& in, std::string_view name, std::string otherwise = {})
{
    const auto* found = in.if_contains(name);
    if (!found || found->is_null())
        return otherwise;
    return found->is_string() ? std::string(found->as_string()) : json::serialize(*found);
}

double number_of(const json::object& in, std::string_view name)
{
    const auto* found = in.if_contains(name);
    return found && found->is_number() ? found->to_number<double>() : 0;
}

// Talks by JSON lines; keeps what timers caused for the line of its conversation.
class json_talk
{
public:
    json_talk(lab::sandbox& box, const talk_options& options) : box_(box), options_(options) {}

    json::object answer(const std::string& line)
    {
        boost::system::error_code wrong;
        const auto parsed = json::parse(line, wrong);
        if (wrong || !parsed.is_object())
            return {{"error", "a line must be one JSON object"}};
        const auto& in = parsed.as_object();
        const auto* id = in.if_contains("id");
        sandbox_message message{.id = text_of(in, "id"), .sender = text_of(in, "msisdn", options_.msisdn)};
        const auto via = parse_channel_type(text_of(in, "channel", options_.channel));
        const auto kind = lab::parse_kind(text_of(in, "type", "text"));
        if (const auto phone = parse_msisdn(message.sender))
            message.sender = phone->digits();
        else
            message.phone_shown = false;
        message.via = via.value_or(channel_type::sms);
        message.kind = kind.value_or(mo_kind::unsupported);
        message.text = text_of(in, "text");
        message.reply_id = text_of(in, "reply_id");
        read_place(in, message);
        wait(number_of(in, "after_s"));
        if (!message.id.empty() && !ids_.emplace(message.id, true).second)
            return redelivered(id ? *id : json::value(nullptr), message);
        const auto turn = box_.say(message);
        return show(id ? *id : json::value(nullptr), message, turn);
    }

private:
    static void read_place(const json::object& in, sandbox_message& message)
    {
        if (message.kind != mo_kind::location)
            return;
        if (in.contains("latitude") && in.contains("longitude"))
            message.place = geo_point{number_of(in, "latitude"), number_of(in, "longitude")};
        else if (const auto comma = message.text.find(','); comma != message.text.npos)
            message.place =
                geo_point{std::atof(message.text.c_str()), std::atof(message.text.c_str() + comma + 1)};
    }

    void wait(double after_s)
    {
        if (after_s > 0)
            for (auto& reply : box_.pass(milliseconds(static_cast<std::int64_t>(after_s * 1000))))
                earlier_[{reply.via, reply.recipient}].push_back(to_json(reply));
    }

    json::object redelivered(const json::value& id, const sandbox_message& message)
    {
        lab::sandbox_turn nothing;
        nothing.after = box_.state_of(message.via, message.sender);
        return show(id, message, nothing);
    }

    json::object show(const json::value& id, const sandbox_message& message, const lab::sandbox_turn& turn)
    {
        json::array replies;
        for (const auto& reply : turn.replies)
            replies.push_back(to_json(reply));
        json::object slots;
        for (const auto& [name, text] : turn.slots)
            slots[name] = text;
        auto earlier = std::exchange(earlier_[{message.via, message.sender}], {});
        return {{"id", id},
                {"intent", turn.intent},
                {"slots", std::move(slots)},
                {"replies", std::move(replies)},
                {"earlier", std::move(earlier)},
                {"state", json::object{{"flow", turn.after.flow}, {"state", turn.after.at}}}};
    }

    lab::sandbox& box_;
    const talk_options& options_;
    std::map<std::string, bool> ids_;
    std::map<std::pair<channel_type, std::string>, json::array> earlier_;
};

// Writes what happens as a conversation test.
class recorder
{
public:
    recorder(const std::string& path, const talk_options& options)
    {
        if (path.empty())
            return;
        out_.open(path);
        out_ << "chat  A recorded conversation\non    " << options.channel << "\nfrom  " << options.msisdn
             << "\ncore  lab\n\n";
    }
    void line(const std::string& text)
    {
        if (out_.is_open())
            out_ << text << std::endl;
    }
    void reply(const std::string& text)
    {
        bool first = true;
        std::istringstream lines(text);
        for (std::string one; std::getline(lines, one); first = false)
            line((first ? "< " : "| ") + one);
    }

private:
    std::ofstream out_;
};

void show(const sandbox_reply& reply, recorder& record)
{
    record.reply(reply.content.text);
    std::cout << "< " << reply.content.text << "\n";
    for (const auto* choices : {&reply.content.buttons, &reply.content.rows})
        for (const auto& one : *choices)
            std::cout << "  [" << one.title << "]";
    if (!reply.content.buttons.empty() || !reply.content.rows.empty())
        std::cout << "\n";
    if (reply.via == channel_type::sms)
        std::cout << "  (" << reply.segments << " " << reply.encoding << ", @" << reply.content.key << ")\n";
}

void talk_plain(lab::sandbox& box, const talk_options& options)
{
    recorder record(options.record, options);
    sandbox_message last{.via = parse_channel_type(options.channel).value_or(channel_type::sms),
                         .sender = options.msisdn};
    const bool terminal = ::isatty(STDIN_FILENO) != 0;
    if (terminal)
        std::cout
            << "Write as a participant would. `+ 31 minutes` moves the clock, `~ core slow 20 s` is a fault, "
               "Ctrl-D ends.\n";
    for (std::string line; (terminal && (std::cout << "> " << std::flush), std::getline(std::cin, line));) {
        std::vector<sandbox_reply> replies;
        if (line.starts_with("+ ")) {
            record.line(line);
            const auto span = lab::parse_span(std::string_view(line).substr(2));
            if (!span)
                std::cout << "  no span of time: write `+ 31 minutes`\n";
            else
                replies = box.pass(*span);
        } else if (line.starts_with("~ ")) {
            record.line(line);
            auto done = lab::play_event(box, std::string_view(line).substr(2), last);
            if (!done.known)
                std::cout << "  no such event\n";
            replies = std::move(done.turn.replies);
        } else {
            record.line("> " + line);
            last.text = line;
            replies = box.say(last).replies;
        }
        if (replies.empty() && !line.starts_with("+ ") && !line.starts_with("~ "))
            record.line("< silence");
        for (const auto& reply : replies)
            show(reply, record);
    }
}

void talk(const talk_options& options)
{
    auto conf = load_bundle(options.conf);
    lab::people known = options.people.empty() ? lab::people::invent() : lab::people::read(options.people);
    lab::lab_core core(std::move(known), options.conf);
    const auto start = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    lab::sandbox box(
        std::move(conf),
        [&core](const core_question& question, instant now) { return core.answer(question, now); }, start,
        std::string(lab::demo_phone));
    if (!options.as_json)
        return talk_plain(box, options);
    json_talk talking(box, options);
    for (std::string line; std::getline(std::cin, line);)
        if (line.find_first_not_of(" \t\r") != line.npos)
            std::cout << json::serialize(talking.answer(line)) << std::endl;
}

}  // namespace

void add_talk(CLI::App& app)
{
    auto options = std::make_shared<talk_options>();
    auto* command = app.add_subcommand("talk", "talk with Sapa on the terminal, or by JSON lines");
    command->add_option("--conf", options->conf, "folder of the configuration")->capture_default_str();
    command->add_option("--with", options->with, "overlay of the settings");
    command->add_option("--channel", options->channel, "sms or whatsapp")
        ->check(CLI::IsMember({"sms", "whatsapp"}))
        ->capture_default_str();
    command->add_option("--msisdn", options->msisdn, "the person's phone")->capture_default_str();
    command->add_option("--people", options->people, "participants instead of the invented ones")
        ->check(CLI::ExistingFile);
    command->add_option("--record", options->record, "write the conversation as a test");
    command->add_flag("--json", options->as_json, "JSON lines in, JSON lines out");
    command->callback([options] {
        try {
            talk(*options);
        } catch (const std::runtime_error& wrong) {
            if (dynamic_cast<const CLI::Error*>(&wrong))
                throw;
            std::cerr << wrong.what() << '\n';
            throw CLI::RuntimeError(1);
        }
    });
}

}  // namespace sapa
