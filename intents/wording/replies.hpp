// The catalogue of replies: conf/replies/*.yaml.
#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/facts.hpp"
#include "gateway/model/mt_message.hpp"
#include "intents/wording/template_text.hpp"

namespace sapa {

struct reply
{
    std::string file{};
    int line{};
    spoken_text text{};  // SMS, and WhatsApp where it has no text of its own
    spoken_text whatsapp{};
    int segments{1};                     // the budget on SMS
    std::vector<std::string> choices{};  // labels offered
    int choices_line{};
    const spoken_text& on(channel_type via) const
    {
        return via == channel_type::whatsapp && !whatsapp.empty() ? whatsapp : text;
    }
};

struct titled
{
    spoken_text title{}, description{};
    std::string file{};
    int line{};
};

struct catalogue
{
    std::map<std::string, reply, std::less<>> replies{};
    std::map<std::string, titled, std::less<>> titles{};  // of labels and of choices
    word_tables words{};
    // Words that tell the language of a text, in the order of the words: (language, word).
    std::vector<std::pair<language, std::string>> language_words{};

    const reply* find(std::string_view key) const;
    // The languages that this word tells of.
    std::span<const std::pair<language, std::string>> languages_of(std::string_view word) const;
    // At most 20 characters; the label itself where it has no title.
    std::string title(std::string_view label, language spoken) const;
};

// Reads the folder; each file may have `replies`, `titles`, `words`, `languages`.
catalogue load_replies(const std::filesystem::path& folder, std::vector<finding>& findings);

// "1 Saldo 2 Status": how choices stand in an SMS.
std::string numbered(const std::vector<choice>& choices);

// What stands before the choices below an answer on SMS.
constexpr std::string_view answer_lead(language spoken)
{
    return spoken == language::en ? " Reply: " : spoken == language::id ? " Balas: " : " Bales: ";
}

// Puts text and choices into the channel's form: buttons up to 3, rows up to 10, titles cut to 20 characters;
// an SMS to the basic table.
mt_content content_for(channel_type via, std::string text, std::vector<choice> choices,
                       std::string list_title);

}  // namespace sapa
