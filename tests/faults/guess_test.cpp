// Guessing: queries, claims and registrations about numbers that exist and numbers that do not. Both read the
// same and take the same; who guesses is slowed and locked; the rightful phone is answered all the while.
// The pipeline, its dispatcher and its guards on a clock of the test; core is the lab's.
#include <random>
#include "tests/faults/load.hpp"
#include "tests/gateway/lab/road_stand.hpp"

using namespace sapa;

namespace {

using clock = std::chrono::steady_clock;

enum class kind : std::uint8_t { query, claim, registration };
constexpr std::size_t kinds = 3;

// Two numbers side by side: one that core knows, registered to another phone, and one that nobody has.
struct twins
{
    std::string existing{}, invented{};
    std::string existing_claim{}, invented_claim{};  // empty: this person has none
    std::string owner{};
};

std::string without_digits(std::string text)
{
    for (auto& c : text)
        if (c >= '0' && c <= '9')
            c = '#';
    return text;
}

class experiment
{
public:
    experiment(std::size_t tries, std::size_t senders)
        : tries_(tries), senders_(senders), core_(lab::people::invent(1, people_max), SOURCE_DIR "/conf")
    {
        at_.settings.guesses.first_delay = at_.settings.guesses.longest_delay = milliseconds(0);
        at_.core.answer = [this](const core_question& question) {
            const auto began = clock::now();
            auto answer = core_.answer(question, at_.now);
            in_core_ += clock::now() - began;
            answered_by_core_ = true;
            return answer;
        };
        at_.start();
        make_twins();
    }

    void run()
    {
        for (std::size_t i = 0; i < tries_ / 2; ++i) {
            if (i % (senders_ / 2) == 0)
                at_.now += std::chrono::minutes(11);  // the sixth wrong number within the hour locks
            if (i % 1000 == 7)
                rightful_phone(numbers_[chance_() % numbers_.size()]);
            pair_of_tries(i);
            forget();
        }
    }

    // Share of pairs in which the number that exists took longer; a half each is what chance gives.
    double told_apart(kind what) const
    {
        const auto& of = slower_[static_cast<std::size_t>(what)];
        return of.pairs == 0 ? 0.5 : static_cast<double>(of.existing) / static_cast<double>(of.pairs);
    }
    std::size_t pairs(kind what) const { return slower_[static_cast<std::size_t>(what)].pairs; }
    std::size_t unequal{}, asked_core{}, locked{}, owners{}, owners_refused{};
    std::string first_difference{};

private:
    static constexpr std::size_t people_max = 60'000;
    struct count
    {
        std::size_t pairs{}, existing{};
    };
    struct told
    {
        std::string text{};
        clock::duration took{};
        bool by_core{};
    };

    // What core says to a stranger.
    std::string outcome(const char* operation, const char* argument, const std::string& number)
    {
        core_question question{.operation = operation};
        question.arguments.emplace_back(argument, number);
        question.phone = msisdn("6289900000000");
        return core_.answer(question, at_.now).outcome;
    }

    void make_twins()
    {
        for (const auto& one : core_.known().all()) {
            twins both{.existing = one.number.digits(), .invented = one.number.digits()};
            if (one.phones.empty() || one.deceased || !one.has_jht || both.existing.size() != 16 ||
                both.existing == lab::example_no)
                continue;
            both.invented.replace(0, 4, "6402");
            if (outcome("balance", "participant_no", both.invented) != "participant_not_found")
                continue;
            both.owner = one.phones.front().digits();
            if (!one.claims.empty()) {
                both.existing_claim = both.invented_claim = one.claims.front().claim_no;
                both.invented_claim.replace(both.invented_claim.find("2026"), 4, "2019");
                if (outcome("claim", "claim_no", both.invented_claim) != "claim_not_found")
                    both.existing_claim.clear();
            }
            if (!both.existing_claim.empty())
                with_claims_.push_back(both);
            numbers_.push_back(std::move(both));
        }
    }

    void pair_of_tries(std::size_t i)
    {
        const auto what = static_cast<kind>(chance_() % kinds);
        const auto& all = what == kind::claim ? with_claims_ : numbers_;
        const auto& number = all.at(chance_() % all.size());
        const auto pair = i % (senders_ / 2);
        const auto one = "62899" + std::to_string(1'000'000 + 2 * pair),
                   two = "62899" + std::to_string(1'000'001 + 2 * pair);
        told existing, invented;
        if (chance_() % 2) {
            existing = ask(one, text(what, number, true));
            invented = ask(two, text(what, number, false));
        } else {
            invented = ask(two, text(what, number, false));
            existing = ask(one, text(what, number, true));
        }
        if (without_digits(existing.text) != without_digits(invented.text) && ++unequal == 1)
            first_difference = existing.text + " | " + invented.text;
        asked_core += existing.by_core;
        locked += !existing.by_core;
        if (!existing.by_core || !invented.by_core)
            return;
        auto& of = slower_[static_cast<std::size_t>(what)];
        ++of.pairs;
        of.existing += existing.took > invented.took;
    }

    static std::string text(kind what, const twins& number, bool existing)
    {
        const auto& digits = existing ? number.existing : number.invented;
        switch (what) {
            case kind::query:
                return "SALDO " + digits;
            case kind::claim:
                return "LACAK KLAIM " + (existing ? number.existing_claim : number.invented_claim);
            case kind::registration:
                return "DAFTAR SALDO#3171231708740002#17-08-1974#" + digits;
        }
        return {};
    }

    told ask(const std::string& sender, const std::string& text)
    {
        told got;
        in_core_ = {};
        answered_by_core_ = false;
        const auto before = at_.out.sent.size();
        const auto began = clock::now();
        mo_message message{.via = channel_type::sms,
                           .account = "north",
                           .sender = sender,
                           .phone = msisdn(sender),
                           .text = text,
                           .sent_at = at_.now,
                           .received_at = at_.now};
        at_.arrives(std::move(message));
        EXPECT_TRUE(at_.quiet());
        got.took = clock::now() - began - in_core_;
        got.by_core = answered_by_core_;
        EXPECT_EQ(at_.out.sent.size(), before + 1) << text;
        got.text = at_.out.sent.back().text;
        return got;
    }

    void rightful_phone(const twins& number)
    {
        ++owners;
        owners_refused += ask(number.owner, "SALDO " + number.existing).text.find("Rp") == std::string::npos;
    }

    // What the stand keeps for tests that look back.
    void forget()
    {
        at_.out.sent.clear();
        at_.core.asked.clear();
        at_.store.turns.clear();
        at_.store.ended.clear();
        at_.store.begun.clear();
        at_.store.writes.clear();
    }

    std::size_t tries_, senders_;
    lab::lab_core core_;
    tests::road_stand at_{};
    std::vector<twins> numbers_{}, with_claims_{};
    std::mt19937 chance_{20261125};
    clock::duration in_core_{};
    bool answered_by_core_{};
    std::array<count, kinds> slower_{};
};

}  // namespace

TEST(Guessing, LearnsNothingAndHarmsNobody)
{
    const auto tries = faults::from_environment("SAPA_GUESSES", 4000);
    const auto senders = std::max<std::size_t>(tries / 100, 40);
    experiment guessing(tries, senders);
    guessing.run();
    std::printf("%zu tries by %zu senders: %zu pairs reached core, %zu were locked, %zu rightful questions\n",
                tries, senders, guessing.asked_core, guessing.locked, guessing.owners);
    EXPECT_EQ(guessing.unequal, 0u) << guessing.first_difference;
    EXPECT_GT(guessing.asked_core, 0u);
    EXPECT_GT(guessing.locked, tries / 10);
    EXPECT_GT(guessing.owners, 0u);
    EXPECT_EQ(guessing.owners_refused, 0u);
    for (const auto what : {kind::query, kind::claim, kind::registration}) {
        const auto share = guessing.told_apart(what);
        std::printf("kind %d: the existing number was slower in %.2f %% of %zu pairs\n",
                    static_cast<int>(what), 100 * share, guessing.pairs(what));
        if (tries >= 1'000'000) {  // fewer tell nothing about time
            EXPECT_LE(share, 0.52);
            EXPECT_GE(share, 0.48);
        }
    }
}

// Over many senders a number reads as locked, existing or not, from the same refusal on; its owner is served.
TEST(Guessing, OfManySendersLocksTheTextNotTheOwner)
{
    tests::road_stand at;
    at.core.answer = [](const core_question& question) {
        const auto& number = question.arguments.front().second;
        if (question.phone == msisdn("6281210000000") && number == "3171000000100000")
            return tests::scripted_core::balance(12'345'678);
        return tests::scripted_core::says(number == "3171000000100000" ? "phone_not_registered"
                                                                       : "participant_not_found");
    };
    at.start();
    std::vector<std::string> existing, invented;
    for (int sender = 0; sender < 12; ++sender) {
        const auto who = "62899" + std::to_string(1'000'000 + sender);
        at.say(who, "SALDO 3171000000100000");
        ASSERT_TRUE(at.quiet());
        existing.push_back(at.out.sent.back().key);
        at.say(who, "SALDO 6402000000100000");
        ASSERT_TRUE(at.quiet());
        invented.push_back(at.out.sent.back().key);
    }
    EXPECT_EQ(existing, invented);
    EXPECT_EQ(existing.front(), "refused");
    EXPECT_EQ(existing.back(), "checks_locked");
    EXPECT_EQ(at.core.asked.size(), 24u) << "core is asked all the same";
    at.say("6281210000000", "SALDO 3171000000100000");
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.out.sent.back().key, "balance_unpaid");
}
