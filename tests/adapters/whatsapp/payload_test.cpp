// What we send is within Meta's limits whatever the content.
#include "adapters/whatsapp/payload.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include "adapters/whatsapp/merge.hpp"
#include "adapters/whatsapp/units.hpp"
#include "tests/adapters/whatsapp/shared_files.hpp"

namespace sapa::whatsapp {
namespace {

namespace json = boost::json;

mt_message reply(std::string text)
{
    mt_message message;
    message.via = channel_type::whatsapp;
    message.account = "77";
    message.recipient = "6281200000001";
    message.content.text = std::move(text);
    return message;
}

std::vector<choice> choices(std::size_t count, std::size_t title = 8)
{
    std::vector<choice> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back({"id" + std::to_string(i), std::to_string(i) + std::string(title - 1, 'x'), ""});
    return made;
}

json::value only_body(const mt_message& message)
{
    const auto bodies = render(message, "42");
    EXPECT_EQ(bodies.size(), 1U);
    return bodies.empty() ? json::value() : json::parse(bodies.front());
}

std::string kind_of(const mt_message& message)
{
    const auto body = only_body(message);
    const auto type = std::string(body.at("type").as_string());
    return type == "interactive" ? std::string(body.at("interactive").at("type").as_string()) : type;
}

struct fallback_case
{
    std::string why;
    std::vector<choice> buttons;
    std::size_t text;
    std::string kind;
};

TEST(Payload, FallsBackFromButtonsToListToNumbers)
{
    auto twins = choices(2);
    twins[1].title = twins[0].title;
    auto no_title = choices(2);
    no_title[1].title = " \n";
    auto same_ids = choices(2);
    same_ids[1].id = same_ids[0].id;
    auto long_id = choices(2);
    long_id[0].id = std::string(257, 'i');
    const fallback_case cases[]{
        {"three", choices(3), 100, "button"},
        {"four", choices(4), 100, "list"},
        {"ten", choices(10), 100, "list"},
        {"eleven", choices(11), 100, "text"},
        {"title at its limit", choices(2, 20), 100, "button"},
        {"title too long", choices(2, 21), 100, "list"},
        {"title too long for a row", choices(2, 60), 100, "list"},
        {"text at its limit", choices(2), 1024, "button"},
        {"text too long for buttons", choices(2), 1025, "list"},
        {"equal titles", twins, 100, "list"},
        {"no title", no_title, 100, "text"},
        {"equal ids", same_ids, 100, "text"},
        {"id too long", long_id, 100, "text"},
        {"no text", choices(2), 0, "text"},
    };
    for (const auto& one : cases) {
        auto message = reply(std::string(one.text, 'a'));
        message.content.buttons = one.buttons;
        EXPECT_EQ(kind_of(message), one.kind) << one.why;
    }
}

TEST(Payload, ALongTitleStandsWholeInTheDescription)
{
    auto message = reply("Pilih:");
    message.content.rows = choices(1, 40);
    const auto body = only_body(message);
    const auto& row = body.at("interactive").at("action").at("sections").at(0).at("rows").at(0);
    EXPECT_EQ(utf16_units(row.at("title").as_string()), 24U);
    EXPECT_EQ(row.at("description").as_string().size(), 40U);
}

TEST(Payload, AddressesNumbersAndUserIds)
{
    auto message = reply("halo");
    message.carried.emplace_back("recipient_identity_key_hash", "DF2lS5v2W6x=");
    const auto body = only_body(message);
    EXPECT_EQ(body.at("to").as_string(), "+6281200000001");
    EXPECT_EQ(body.at("biz_opaque_callback_data").as_string(), "42");
    EXPECT_EQ(body.at("recipient_identity_key_hash").as_string(), "DF2lS5v2W6x=");
    message.recipient = "ID.13491208655302741918";
    const auto by_id = only_body(message);
    EXPECT_EQ(by_id.at("recipient").as_string(), "ID.13491208655302741918");
    EXPECT_FALSE(by_id.as_object().contains("to"));
}

TEST(Payload, SplitsOnlyWhatIsTooLong)
{
    EXPECT_TRUE(render(reply(""), "1").empty());
    EXPECT_EQ(render(reply(std::string(4096, 'a')), "1").size(), 1U);
    EXPECT_EQ(render(reply(std::string(4097, 'a')), "1").size(), 2U);
    std::string faces;
    for (int i = 0; i < 2049; ++i)
        faces += "\xF0\x9F\x98\x80";
    EXPECT_EQ(render(reply(faces), "1").size(), 2U);
    auto offered = reply(std::string(4000, 'a') + "\n\n" + std::string(4000, 'b'));
    offered.content.buttons = choices(2);
    const auto bodies = render(offered, "1");
    ASSERT_EQ(bodies.size(), 2U);
    EXPECT_EQ(json::parse(bodies[1]).at("type").as_string(), "interactive");
    EXPECT_FALSE(json::parse(bodies[0]).as_object().contains("biz_opaque_callback_data"))
        << "a status of the first says nothing of the whole";
    EXPECT_EQ(json::parse(bodies[1]).at("biz_opaque_callback_data").as_string(), "1");
}

TEST(Payload, ATemplateServesOutsideTheWindow)
{
    auto message = reply("Iuran Anda jatuh tempo.");
    message.content.template_name = "iuran_jatuh_tempo";
    message.content.template_values = {"Budi\n\tS    antoso", ""};
    const auto body = json::parse(render(message, "1", false).front());
    EXPECT_EQ(body.at("type").as_string(), "template");
    EXPECT_EQ(body.at("template").at("components").at(0).at("parameters").at(0).at("text").as_string(),
              "Budi S antoso");
    EXPECT_EQ(json::parse(render(message, "1", true).front()).at("type").as_string(), "text");
}

TEST(Merge, JoinsWhatWaitsForOnePerson)
{
    auto next = reply("dua");
    next.content.buttons = choices(2);
    const auto both = merged(reply("satu"), next);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->content.text, "satu\n\ndua");
    EXPECT_EQ(both->content.buttons.size(), 2U);
    EXPECT_FALSE(merged(next, reply("tiga"))) << "its choices would be lost";
    auto last = reply("tiga");
    last.content.rows = choices(5);
    const auto all = merged(next, last);
    ASSERT_TRUE(all) << "the conversation stands at the last choices";
    EXPECT_EQ(all->content.rows.size(), 5U);
    EXPECT_TRUE(all->content.buttons.empty());
    EXPECT_TRUE(merged(reply(std::string(2000, 'a')), reply(std::string(2094, 'b'))));
    EXPECT_FALSE(merged(reply(std::string(2000, 'a')), reply(std::string(2095, 'b'))));
    auto other = reply("dua");
    other.recipient = "6281200000002";
    EXPECT_FALSE(merged(reply("satu"), other));
}

TEST(Units, CutBetweenCodePoints)
{
    EXPECT_EQ(shortened("Saldo JHT saya", 14), "Saldo JHT saya");
    EXPECT_EQ(shortened("Saldo JHT saya", 13), "Saldo JHT sa\xE2\x80\xA6");
    EXPECT_EQ(shortened("Saldo JHT", 7), "Saldo\xE2\x80\xA6");
    EXPECT_EQ(shortened("\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 3), "\xF0\x9F\x98\x80\xE2\x80\xA6");
    EXPECT_EQ(clean_utf8(std::string("a\0b\xff\xed\xa0\x80", 7)).size(), 2U + 4 * 3);
}

// -- everything random --

class contents
{
public:
    explicit contents(unsigned seed) : chance_(seed) {}

    mt_message next()
    {
        auto message = reply(text(below(6) == 0 ? 6000 : 1500));
        if (below(4) == 0)
            message.recipient = "ID.1349120865530" + std::to_string(below(1000));
        message.content.spoken = all_languages[below(4)];
        message.content.buttons = some(below(6));
        message.content.rows = some(below(3) == 0 ? below(14) : 0);
        message.content.list_title = text(40);
        if (below(8) == 0)
            message.content.template_name = "pengingat";
        for (std::size_t i = below(3); i > 0; --i)
            message.content.template_values.push_back(text(1200));
        if (below(3) == 0)
            message.carried.emplace_back("recipient_identity_key_hash", "DF2lS5v2W6x=");
        return message;
    }
    std::size_t below(std::size_t bound) { return chance_() % bound; }

private:
    std::string text(std::size_t most)
    {
        static const std::string pieces[]{
            "a",  "Z",    " ",  "\n", "\xC3\xA9", "\xE2\x82\xAC",      "\xF0\x9F\x98\x80", "saldo ",
            "\t", "\xff", "\"", "\\", "{",        std::string("\0", 1)};
        std::string made;
        for (std::size_t length = below(3) == 0 ? below(12) : below(most); length > 0; --length)
            made += pieces[below(std::size(pieces))];
        return made;
    }
    std::vector<choice> some(std::size_t count)
    {
        std::vector<choice> made;
        for (; count > 0; --count)
            made.push_back({below(20) == 0 ? text(300) : "id" + std::to_string(count), text(30), text(90)});
        return made;
    }

    std::minstd_rand chance_;
};

void expect_within_limits(const json::value& body)
{
    if (body.at("type").as_string() != "interactive")
        return;
    const auto& interactive = body.at("interactive");
    std::size_t rows = 0;
    if (interactive.at("type").as_string() == "list") {
        for (const auto& section : interactive.at("action").at("sections").as_array()) {
            for (const auto& row : section.at("rows").as_array()) {
                ++rows;
                EXPECT_LE(utf16_units(row.at("title").as_string()), 24U);
                const auto* description = row.as_object().if_contains("description");
                EXPECT_LE(description ? utf16_units(description->as_string()) : 0, 72U);
            }
        }
    } else {
        for (const auto& button : interactive.at("action").at("buttons").as_array())
            EXPECT_LE(utf16_units(button.at("reply").at("title").as_string()), 20U);
    }
    EXPECT_LE(rows, 10U);
}

TEST(Payload, RandomContentsStayWithinTheLimitsAndTheSchema)
{
    const auto folder =
        std::filesystem::temp_directory_path() / ("sapa_bodies_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto bodies = (folder / "bodies.jsonl").string();
    std::ofstream out(bodies);
    contents random(7);
    for (int i = 0; i < 2000; ++i)
        for (const auto& body : render(random.next(), "ref", random.below(2) == 0)) {
            expect_within_limits(json::parse(body));
            out << body << '\n';
        }
    out << render_read_mark("wamid.X", true) << '\n' << render_read_mark("wamid.X", false) << '\n';
    out.close();
    const std::string schema = std::string(SHARED_DIR) + "/fixtures/whatsapp/outbound-schema.json";
    const std::string script = std::string(SOURCE_DIR) + "/tests/adapters/whatsapp/validate_bodies.py";
    const int status = std::system(("python3 " + script + " " + schema + " " + bodies).c_str());
    std::filesystem::remove_all(folder);
    constexpr int no_validator = 77;
    if (WEXITSTATUS(status) == no_validator)
        GTEST_SKIP() << "no shared schema, or no JSON Schema validator for 2020-12 (python3-jsonschema)";
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace sapa::whatsapp
