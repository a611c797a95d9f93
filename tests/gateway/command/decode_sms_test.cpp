// `sapa decode` over the SMS fixtures of ../shared, each entry given without what is expected of it.
#include <gtest/gtest.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include "gateway/command/commands.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

json::value fixture(const std::string& name)
{
    std::ifstream in{std::string{SHARED_DIR} + "/fixtures/smpp/" + name};
    return in ? json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}) : json::value{};
}

// The command's answers to lines of input.
std::vector<json::object> decode(const std::string& kind, const std::vector<json::object>& lines)
{
    std::stringstream in, out;
    for (const auto& line : lines)
        in << json::serialize(line) << '\n';
    auto* const old_in = std::cin.rdbuf(in.rdbuf());
    auto* const old_out = std::cout.rdbuf(out.rdbuf());
    std::cin.clear();
    CLI::App app;
    add_decode_sms(app);
    app.parse(kind);
    std::cin.rdbuf(old_in);
    std::cout.rdbuf(old_out);
    std::vector<json::object> answers;
    for (std::string line; std::getline(out, line);)
        answers.push_back(json::parse(line).as_object());
    EXPECT_EQ(answers.size(), lines.size());
    answers.resize(lines.size());
    return answers;
}

// Every member of `expected` is in `actual` with the same value; lists by their elements.
bool holds(const json::value& actual, const json::value& expected)
{
    if (const auto* object = expected.if_object()) {
        if (!actual.is_object())
            return false;
        for (const auto& [key, value] : *object)
            if (!actual.as_object().contains(key) || !holds(actual.at(key), value))
                return false;
        return true;
    }
    if (const auto* list = expected.if_array()) {
        if (!actual.is_array() || actual.as_array().size() != list->size())
            return false;
        for (std::size_t i = 0; i < list->size(); ++i)
            if (!holds(actual.as_array()[i], (*list)[i]))
                return false;
        return true;
    }
    return actual == expected;
}

// Runs all entries of a section through `decode KIND`, without the members named, and looks for those in the
// answers.
void expect_section(const std::string& kind, const json::array& entries,
                    const std::vector<std::string>& expected)
{
    std::vector<json::object> lines;
    for (const auto& entry : entries) {
        auto line = entry.as_object();
        for (const auto& key : expected)
            line.erase(key);
        lines.push_back(std::move(line));
    }
    const auto answers = decode(kind, lines);
    for (std::size_t i = 0; i < answers.size(); ++i)
        for (const auto& key : expected) {
            const auto* wanted = entries[i].as_object().if_contains(key);
            // What a fixture says in prose is for people.
            if (!wanted || (key == "expect" && wanted->is_string()))
                continue;
            const auto* actual = answers[i].if_contains(key);
            EXPECT_TRUE(actual && holds(*actual, *wanted))
                << kind << " " << key << "\nentry " << json::serialize(entries[i]) << "\nanswer "
                << json::serialize(answers[i]);
        }
}

TEST(decode_sms, ShowsEveryPduOfTheVectors)
{
    const auto vectors = fixture("vectors.json");
    if (vectors.is_null())
        GTEST_SKIP() << "no ../shared";
    std::vector<json::object> lines;
    for (const auto& entry : vectors.as_array())
        lines.push_back({{"hex", entry.at("hex")}});
    const auto answers = decode("pdu", lines);
    for (std::size_t i = 0; i < answers.size(); ++i)
        EXPECT_EQ(answers[i], (json::object{{"expect", vectors.at(i).at("expect")}}));
}

TEST(decode_sms, ReadsEverySample)
{
    const auto samples = fixture("samples.json");
    if (samples.is_null())
        GTEST_SKIP() << "no ../shared";
    const auto section = [&](const char* name) { return samples.at(name).as_array(); };
    expect_section("receipt", section("delivery_receipts"), {"expect"});
    expect_section("receipt", section("message_id_pairs"), {"equal_numeric"});
    expect_section("text", section("gsm_text"), {"gsm_unpacked_hex", "septets", "gsm_encodable"});
    expect_section("reassembly", section("concatenated_mo_scenarios"), {"expect"});
    expect_section("time", section("time_formats"), {"absolute", "relative", "error", "meaning"});
    json::array segmentation;
    for (const auto& entry : section("segmentation"))
        if (entry.as_object().contains("text") || entry.at("test").as_string().starts_with("binary"))
            segmentation.push_back(entry);
    expect_section("segments", segmentation,
                   {"expect_parts", "expect_parts_septets", "expect_parts_units", "septets", "utf16_units",
                    "part1_text", "part2_text", "segments_hex"});
}

TEST(decode_sms, AnswersABadLineAndReadsTheNext)
{
    const auto answers = decode("pdu", {{{"hex", "0g"}}, {}, {{"hex", "00000010000000150000000000000001"}}});
    EXPECT_TRUE(answers[0].contains("error"));
    EXPECT_TRUE(answers[1].contains("error"));
    EXPECT_EQ(answers[2].at("expect").at("command"), "enquire_link");
}

}  // namespace
}  // namespace sapa
