// The layers of understanding in their order: commands, free text, "did you mean", an honest "I don't know".
#include <algorithm>
#include "intents/recognise/commands.hpp"
#include "intents/recognise/free_text.hpp"
#include "intents/recognise/recogniser.hpp"
#include "intents/recognise/slots.hpp"
#include "intents/text/words.hpp"

namespace sapa {

namespace {

constexpr double sure = 0.99, sure_though_misspelt = 0.96;

class layered_recogniser : public recogniser
{
public:
    layered_recogniser(const std::filesystem::path& conf, std::unique_ptr<free_text> learnt)
        : commands_(conf / "commands.yaml"), places_(conf / "towns.tsv"), free_(std::move(learnt))
    {
    }

    understood recognise(std::string_view text, channel_type) const override
    {
        auto seen = look_at_typed(text);
        understood found{.normalised = text::joined(seen.typed)};
        if (seen.typed.empty())
            return nothing(std::move(found));
        if (!by_command(text, seen, found)) {
            seen.plain = text::plain_words(seen.typed, free_->knowledge().words, &free_->knowledge().speller);
            found.normalised = text::joined(seen.plain);
            by_free_text(text, seen, found);
        }
        found.number = diagnose(seen);
        found.secret = tells_secret(seen.cleaned);
        return found;
    }

private:
    static understood nothing(understood found)
    {
        found.intent = "out_of_scope";
        found.action = understanding::unknown;
        found.confidence = 1;
        found.alternatives = {{"out_of_scope", 1}};
        found.why = "no words in it";
        return found;
    }

    bool by_command(std::string_view text, const text_view& seen, understood& found) const
    {
        if (!seen.numbers.empty())
            if (auto registration = read_registration(text); registration && !registration->empty()) {
                found.intent = "phone_registration";
                found.slots = std::move(*registration);
                settle(found, sure, "command daftar saldo");
                return true;
            }
        const auto match = commands_.find(seen, free_->knowledge());
        if (!match || !place_fits(*match, seen))
            return false;
        found.intent = match->intent;
        found.slots = find_slots(text, seen, found.intent, places_, free_->knowledge());
        add_place(*match, seen, found);
        settle(found, match->misspelt ? sure_though_misspelt : sure,
               "command " + match->name + (match->misspelt ? ", misspelt" : ""));
        if (!match->choices.empty()) {
            found.action = understanding::ask;
            found.alternatives.clear();
            for (const auto& choice : match->choices)
                found.alternatives.push_back({choice, choice == found.intent ? 0.5 : 0.25});
            found.confidence = 0.5;
        }
        return true;
    }

    static void settle(understood& found, double confidence, std::string why)
    {
        found.confidence = confidence;
        found.alternatives = {{found.intent, confidence}};
        found.action = understanding::answer;
        found.why = std::move(why);
    }

    // KANTOR with words behind it is the command only where they name a town.
    bool place_fits(const command_match& match, const text_view& seen) const
    {
        return !match.names_town || places_.find(seen.typed, true).has_value();
    }
    void add_place(const command_match& match, const text_view& seen, understood& found) const
    {
        if (match.names_town && !found.slot("town"))
            if (const auto place = places_.find(seen.typed, true))
                found.slots.emplace_back("town", place->name);
    }

    void by_free_text(std::string_view text, const text_view& seen, understood& found) const
    {
        std::vector<std::string> reasons;
        const auto judged = free_->judge(seen, &reasons);
        for (std::size_t i = 0; i < std::min<std::size_t>(3, judged.size()); ++i)
            found.alternatives.push_back({free_->labels()[judged[i].label], judged[i].confidence});
        found.intent = found.alternatives.front().intent;
        found.confidence = found.alternatives.front().confidence;
        const auto& limits = free_->calibrated();
        found.action = found.confidence >= limits.answer_at ? understanding::answer
                       : found.confidence >= limits.ask_at  ? understanding::ask
                                                            : understanding::unknown;
        if (found.intent == "out_of_scope" && found.action == understanding::answer)
            found.action = understanding::unknown;
        found.slots = find_slots(text, seen, found.intent, places_, free_->knowledge());
        found.second_intent = second_of(text, found.intent);
        found.why = "examples";
        for (const auto& reason : reasons)
            found.why += ", hint " + reason;
    }

    // Another question in a sentence of its own, where both are clear.
    std::string second_of(std::string_view text, const std::string& first) const
    {
        constexpr std::size_t longest = 480, most = 4, fewest_words = 3;
        if (text.size() > longest || text.find_first_of(".?!;\n") == text.npos)
            return {};
        std::string second;
        bool seen_first = false;
        for (std::size_t at = 0, sentences = 0; at < text.size() && sentences < most; ++sentences) {
            const auto end = std::min(text.find_first_of(".?!;\n", at), text.size());
            const auto seen = look_at(text.substr(at, end - at), free_->knowledge());
            at = end + 1;
            if (seen.plain.size() < fewest_words)
                continue;
            const auto best = free_->judge(seen, nullptr).front();
            const auto& label = free_->labels()[best.label];
            if (best.confidence < free_->calibrated().answer_at)
                continue;
            if (label == first)
                seen_first = true;
            else if (second.empty() && !is_small_talk(label))
                second = label;
        }
        return seen_first ? second : std::string{};
    }

    static bool is_small_talk(std::string_view label)
    {
        constexpr std::string_view talk[]{"menu", "help",   "greeting", "thanks", "yes",
                                          "no",   "cancel", "back",     "abuse",  "out_of_scope"};
        return std::ranges::find(talk, label) != std::end(talk);
    }

    commands commands_;
    text::towns places_;
    std::unique_ptr<free_text> free_;
};

}  // namespace

std::shared_ptr<const recogniser> recogniser::load(const std::filesystem::path& conf,
                                                   const std::filesystem::path& cache)
{
    return make_recogniser(conf, free_text::load(conf, cache));
}

std::shared_ptr<const recogniser> make_recogniser(const std::filesystem::path& conf,
                                                  std::unique_ptr<free_text> learnt)
{
    return std::make_shared<layered_recogniser>(conf, std::move(learnt));
}

}  // namespace sapa
