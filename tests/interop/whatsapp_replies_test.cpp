// Every reply, every question of a flow and every answer of conf/, in every language and at its longest: one
// body, and one that Meta's schema accepts; so for templates, read marks and what carries an identity hash.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include "adapters/whatsapp/payload.hpp"
#include "gateway/lab/graph_schema.hpp"
#include "gateway/model/carried.hpp"
#include "intents/dialogue/flow.hpp"
#include "intents/knowledge/knowledge.hpp"
#include "intents/wording/replies.hpp"

namespace sapa {
namespace {

class WhatsappReplies : public testing::Test
{
protected:
    static mt_message to_person()
    {
        mt_message message;
        message.via = channel_type::whatsapp;
        message.recipient = "6281200000001";
        return message;
    }
    void take(const std::string& key, const std::vector<std::string>& bodies)
    {
        for (const auto& body : bodies) {
            const auto read = lab::read_graph_message(body);
            EXPECT_EQ(read.code, 0) << key << ": " << read.details;
            all.push_back(body);
        }
    }
    void offer(const std::string& key, language spoken, const std::string& text, std::vector<choice> choices)
    {
        if (text.empty())
            return;
        auto message = to_person();
        message.content = content_for(channel_type::whatsapp, longest(text, replies.words, spoken),
                                      std::move(choices), replies.title("list", spoken));
        const auto bodies = whatsapp::render(message, "42");
        EXPECT_EQ(bodies.size(), 1U) << key << " costs more than one message in " << to_string(spoken);
        take(key, bodies);
    }
    std::vector<choice> titled(const std::vector<std::string>& labels, language spoken) const
    {
        std::vector<choice> choices;
        for (const auto& label : labels)
            choices.push_back({label, replies.title(label, spoken), ""});
        return choices;
    }
    // What a flow offers where it asks: its options, or as many numbers as a phone may have.
    void offer_of(const flow_state& state, language spoken)
    {
        const auto at = replies.replies.find(state.ask);
        if (at == replies.replies.end())
            return;
        std::vector<choice> choices;
        for (const auto& option : state.options)
            choices.push_back({"option:" + option.value, replies.title(option.title, spoken), ""});
        for (int i = 0; state.from_phone && i < 12; ++i)
            choices.push_back({"number:" + std::to_string(i), "...000" + std::to_string(i), ""});
        offer(state.ask, spoken, at->second.on(channel_type::whatsapp).nearest(spoken), std::move(choices));
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
            offer(key, spoken, one.on(channel_type::whatsapp).nearest(spoken), titled(one.choices, spoken));
    for (const auto& form : load_flows(conf / "flows", findings))
        for (const auto& state : form.states)
            for (const auto spoken : all_languages)
                offer_of(state, spoken);
    for (const auto& entry : load_knowledge(conf / "knowledge", findings).entries)
        for (const auto& answer : entry.answers)
            for (const auto spoken : all_languages)
                offer(entry.intent, spoken,
                      (answer.whatsapp.empty() ? answer.sms : answer.whatsapp).nearest(spoken),
                      titled(entry.next, spoken));
    for (const auto spoken : all_languages)
        offer("too many", spoken, "?", titled(std::vector<std::string>(12, "balance"), spoken));
    auto notice = to_person();
    notice.purpose = mt_purpose::notice;
    notice.content.template_name = "saldo_berkala";
    notice.content.template_values = {"...0001", "Rp12.345.678", "20-11-2026", "line\n\tend", ""};
    for (notice.content.spoken = language::id;
         const auto& recipient : {"6281200000001", "ID.13491208655302741918"}) {
        notice.recipient = recipient;
        take("template", whatsapp::render(notice, "42", false));
    }
    auto balance = to_person();
    balance.content.text = "Saldo JHT Anda Rp12.345.678";
    balance.carried.emplace_back(identity_key_hash, "DF2lS5v2W6x=");
    take("balance", whatsapp::render(balance, "42 43 44"));
    take("read", {whatsapp::render_read_mark("wamid.1", false)});
    take("typing", {whatsapp::render_read_mark("wamid.1", true)});
    EXPECT_GT(all.size(), 400U);

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
