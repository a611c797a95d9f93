// Every reply and every answer of conf/, in every language and at its longest: one body, and one that Meta's
// schema accepts.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include "adapters/whatsapp/payload.hpp"
#include "gateway/lab/graph_schema.hpp"
#include "intents/knowledge/knowledge.hpp"
#include "intents/wording/replies.hpp"

namespace sapa {
namespace {

class WhatsappReplies : public testing::Test
{
protected:
    void offer(const std::string& key, language spoken, const std::string& text,
               const std::vector<std::string>& labels)
    {
        if (text.empty())
            return;
        std::vector<choice> choices;
        for (const auto& label : labels)
            choices.push_back({label, replies.title(label, spoken), ""});
        mt_message message;
        message.via = channel_type::whatsapp;
        message.recipient = "6281200000001";
        message.content = content_for(channel_type::whatsapp, longest(text, replies.words, spoken),
                                      std::move(choices), replies.title("list", spoken));
        const auto bodies = whatsapp::render(message, "42");
        EXPECT_EQ(bodies.size(), 1U) << key << " costs more than one message in " << to_string(spoken);
        for (const auto& body : bodies) {
            const auto read = lab::read_graph_message(body);
            EXPECT_EQ(read.code, 0) << key << ": " << read.details;
            all.push_back(body);
        }
    }

    std::vector<finding> findings{};
    const std::filesystem::path conf{std::string(SOURCE_DIR) + "/conf"};
    const catalogue replies{load_replies(conf / "replies", findings)};
    std::vector<std::string> all{};
};

TEST_F(WhatsappReplies, AreOneValidMessageEach)
{
    for (const auto& [key, one] : replies.replies)
        for (const auto spoken : all_languages)
            offer(key, spoken, one.on(channel_type::whatsapp).nearest(spoken), one.choices);
    for (const auto& entry : load_knowledge(conf / "knowledge", findings).entries)
        for (const auto& answer : entry.answers)
            for (const auto spoken : all_languages)
                offer(entry.intent, spoken,
                      (answer.whatsapp.empty() ? answer.sms : answer.whatsapp).nearest(spoken), entry.next);
    EXPECT_GT(all.size(), 100U);

    const auto file = std::filesystem::temp_directory_path() / ("sapa_replies_" + std::to_string(::getpid()));
    std::ofstream out(file);
    for (const auto& body : all)
        out << body << '\n';
    out.close();
    const int status =
        std::system(("python3 " SOURCE_DIR "/tests/adapters/whatsapp/validate_bodies.py " SHARED_DIR
                     "/fixtures/whatsapp/outbound-schema.json " +
                     file.string())
                        .c_str());
    std::filesystem::remove(file);
    constexpr int no_validator = 77;
    if (WEXITSTATUS(status) == no_validator)
        GTEST_SKIP() << "no shared schema, or no JSON Schema validator for 2020-12 (python3-jsonschema)";
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace sapa
