// Three gateways over one PostgreSQL under load: one is killed again and again and started anew; the primary
// of PostgreSQL is killed and its synchronous standby promoted. Nothing is lost, each conversation keeps its
// order, a second sending is only of what had no outcome, and the ledger balances.
//
// The lengths are counts, not seconds: SAPA_NODE_KILLS and SAPA_NODE_PERSONS make the long version, in which
// SAPA_NODE_RATE spreads the questions over time: 24 kills, 1,667 persons with three questions each before
// each, at 1,000 questions a second, are a kill every five seconds for two minutes.
#include "tests/faults/many_nodes.hpp"
#include <boost/asio/co_spawn.hpp>
#include <random>
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

std::size_t number_of(const char* name, std::size_t otherwise)
{
    const char* set = std::getenv(name);
    return set ? static_cast<std::size_t>(std::atoi(set)) : otherwise;
}

constexpr std::size_t by_whatsapp = 3;  // one conversation in so many; the others are SMS
constexpr std::size_t questions_each = faults::numbers_a_phone;

std::string phone_of(std::size_t person) { return faults::phone_of(person * questions_each); }
std::string question_of(std::size_t i) { return "SALDO " + faults::number_of(i); }

// Person p may ask for the numbers 3p, 3p+1, 3p+2, in that order; each has a balance of its own.
lab::people crowd_of(std::size_t persons, const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    boost::json::array list;
    for (std::size_t i = 0; i < persons * questions_each; ++i)
        list.push_back({{"participant_no", faults::number_of(i)},
                        {"name", "Orang " + std::to_string(i)},
                        {"phones", boost::json::array{faults::phone_of(i)}},
                        {"balance", 10'000'000 + 1000 * static_cast<std::int64_t>(i)}});
    const auto file = folder / "people.json";
    std::ofstream(file) << boost::json::serialize(list);
    auto read = lab::people::read(file);
    std::filesystem::remove_all(folder);
    return read;
}

// The load and what came back.
class load
{
public:
    load(faults::many_nodes& world, std::size_t persons)
        : world_(world),
          persons_(persons),
          heard_(persons),
          promised_(persons),
          asked_at_(persons * questions_each)
    {
        world.smsc->when_reply([this](const lab::smsc_reply& reply) { hear(reply.to, reply.text); });
        world.graph->on_message([this](const lab::graph_message& sent) {
            if (sent.read_of.empty())
                hear(sent.recipient, sent.text);
        });
    }

    // Begins what is due: everybody below `most` at once, or as many a second as `rate` says, in questions.
    // Called again and again.
    void pace(std::size_t most)
    {
        const auto now = std::chrono::steady_clock::now();
        owed_ += std::chrono::duration<double>(now - std::exchange(paced_, now)).count() *
                 static_cast<double>(rate) / questions_each;
        for (; begun_ < most && (rate == 0 || owed_ >= 1); ++begun_, owed_ -= 1)
            begin(begun_);
    }
    std::size_t begun() const { return begun_; }

    static bool on_whatsapp(std::size_t person) { return person % by_whatsapp == 0; }
    std::size_t total() const { return persons_ * questions_each; }
    std::size_t answered() const { return answered_; }

    const std::size_t rate = number_of("SAPA_NODE_RATE", 0);

    void expect_right() const
    {
        std::size_t out_of_order = 0;
        for (std::size_t person = 0; person < persons_; ++person) {
            std::vector<std::size_t> firsts;
            for (const auto which : heard_[person])
                if (std::ranges::find(firsts, which) == firsts.end())
                    firsts.push_back(which);
            EXPECT_EQ(firsts.size(), questions_each) << "person " << person << " lacks an answer";
            out_of_order += promised_[person] || std::ranges::is_sorted(firsts) ? 0 : 1;
        }
        EXPECT_EQ(out_of_order, 0u);
    }
    std::size_t sent_again() const { return again_; }
    std::size_t held() const { return held_; }  // holding replies
    // How long the answers took, in ms: of all, this share was faster.
    double took(double share)
    {
        std::ranges::sort(took_);
        return took_.empty() ? 0
                             : took_[static_cast<std::size_t>(share * static_cast<double>(took_.size() - 1))];
    }
    double seconds() const { return since(began_) / 1000; }

private:
    using moment = std::chrono::steady_clock::time_point;
    static double since(moment then)
    {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then).count();
    }

    // One person's questions: on WhatsApp as fast as they are taken, by whatever node; by SMS one after the
    // answer to the other.
    void begin(std::size_t person)
    {
        if (!on_whatsapp(person))
            return ask(person, 0);
        asio::co_spawn(world_.io, speak(person), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
    }
    void ask(std::size_t person, std::size_t which)
    {
        asked_at_.at(person * questions_each + which) = std::chrono::steady_clock::now();
        world_.smsc->ask(phone_of(person), question_of(person * questions_each + which));
    }
    async<void> speak(std::size_t person)
    {
        for (std::size_t i = 0; i < questions_each; ++i) {
            asked_at_.at(person * questions_each + i) = std::chrono::steady_clock::now();
            co_await world_.say(phone_of(person), question_of(person * questions_each + i));
        }
    }
    void hear(const std::string& to, const std::string& text)
    {
        const auto person = static_cast<std::size_t>(std::stoull(to.substr(5)) - 10'000'000);
        // Replies that waited for one person may leave together on WhatsApp.
        std::map<std::size_t, std::size_t> said;  // by their place in the text
        for (std::size_t i = 0; i < questions_each; ++i)
            if (const auto at = text.find(faults::balance_of(person * questions_each + i)); at != text.npos)
                said.emplace(at, i);
        if (said.empty()) {
            EXPECT_TRUE(text.find("30 menit") != text.npos || text.find("30 minutes") != text.npos)
                << "person " << person << " heard: " << text;
            ++held_;  // late rather than never: the answer follows, beside the conversation's order
            promised_.at(person) = true;
        }
        for (const auto& [at, which] : said)
            hear_one(person, which);
    }
    void hear_one(std::size_t person, std::size_t which)
    {
        auto& told = heard_.at(person);
        const bool fresh = std::ranges::find(told, which) == told.end();
        told.push_back(which);
        ++(fresh ? answered_ : again_);
        if (!fresh)
            return;
        took_.push_back(since(asked_at_.at(person * questions_each + which)));
        if (!on_whatsapp(person) && which + 1 < questions_each)
            ask(person, which + 1);
    }

    faults::many_nodes& world_;
    std::size_t persons_;
    std::vector<std::vector<std::size_t>> heard_;
    std::vector<bool> promised_;
    std::size_t answered_{}, again_{}, held_{}, begun_{};
    double owed_{};
    moment began_{std::chrono::steady_clock::now()}, paced_{began_};
    std::vector<moment> asked_at_;
    std::vector<double> took_{};
};

void expect_balanced(faults::many_nodes& world, postgres_server& database, load& asked)
{
    const auto seconds = asked.seconds();
    auto balanced = [&] {
        const auto sums = world.ledger();
        return sums.at("in_work") == 0 && sums.at("accepted") == sums.at("answered");
    };
    EXPECT_TRUE(world.until(balanced, std::chrono::seconds(30))) << boost::json::serialize(world.ledger());
    EXPECT_EQ(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(asked.total()))
        << "one question, one row";
    EXPECT_EQ(database.ask("SELECT count(DISTINCT inbox) FROM outbox"), std::to_string(asked.total()));
    const auto replies = std::stoull(database.ask("SELECT count(*) FROM outbox"));
    EXPECT_LE(replies, asked.total() + asked.held()) << "one turn each, and one of each promise";
    const auto second = database.ask(
        "SELECT coalesce(sum(attempts - 1), 0) FROM outbox WHERE unknowns > 0 OR "
        "attempts > 1");
    EXPECT_LE(asked.sent_again(), static_cast<std::size_t>(std::stoull(second)))
        << "a second sending is a second attempt, of what had no outcome";
    std::printf(
        "%zu questions in %.0f s, answered after %.0f ms at the median, %.0f ms at 99 %%, %.0f ms at most; "
        "%zu holding replies, %zu second sendings, %s second attempts, %zu webhooks posted again\n",
        asked.total(), seconds, asked.took(0.5), asked.took(0.99), asked.took(1), asked.held(),
        asked.sent_again(), second.c_str(), world.posted_again);
}

}  // namespace

TEST(ManyNodes, LoseNothingWhileOneOfThemIsKilledAgainAndAgain)
{
    if (!faults::many_nodes::possible())
        GTEST_SKIP() << "PostgreSQL or HAProxy is not installed";
    const auto kills = number_of("SAPA_NODE_KILLS", 4), persons_a_kill = number_of("SAPA_NODE_PERSONS", 60);
    const auto persons = kills * persons_a_kill;
    postgres_server database;
    faults::many_nodes world(3, crowd_of(persons, std::filesystem::temp_directory_path() / "sapa-many"),
                             database.host());
    world.core.faults.delay = std::chrono::milliseconds(5);
    load asked(world, persons);
    ASSERT_TRUE(world.until([&] { return world.smsc->bound() == 3; })) << world.logs();
    std::mt19937 chance(20261120);
    const auto paced_until = [&](auto holds, std::size_t round) {
        const auto most = asked.rate > 0 ? persons : round * persons_a_kill;
        return world.until([&] { return asked.pace(most), holds(); });
    };
    for (std::size_t round = 1; round <= kills; ++round) {
        const auto heard = asked.answered() + chance() % persons_a_kill;
        const auto due = [&] { return asked.answered() >= heard && asked.begun() >= round * persons_a_kill; };
        ASSERT_TRUE(paced_until(due, round)) << world.logs();
        world.gateways[round % 3]->kill();
        world.start(round % 3);
        ASSERT_TRUE(paced_until([&] { return world.smsc->bound() == 3; }, round)) << world.logs();
    }
    EXPECT_TRUE(paced_until([&] { return asked.answered() == asked.total(); }, kills))
        << asked.answered() << " of " << asked.total() << " answered\n"
        << world.logs();
    asked.expect_right();
    expect_balanced(world, database, asked);
}

TEST(ManyNodes, TakeOverWhatANodeLeavesThatDoesNotComeBack)
{
    if (!faults::many_nodes::possible())
        GTEST_SKIP() << "PostgreSQL or HAProxy is not installed";
    constexpr std::size_t persons = 60;
    postgres_server database;
    faults::many_nodes world(3, crowd_of(persons, std::filesystem::temp_directory_path() / "sapa-gone"),
                             database.host());
    world.core.faults.delay = std::chrono::milliseconds(300);
    load asked(world, persons);
    ASSERT_TRUE(world.until([&] { return world.smsc->bound() == 3; })) << world.logs();
    ASSERT_TRUE(world.until([&] { return asked.pace(persons), asked.answered() > 10; })) << world.logs();
    world.gateways[1]->kill();
    EXPECT_TRUE(world.until([&] { return asked.pace(persons), asked.answered() == asked.total(); }))
        << asked.answered() << " of " << asked.total() << " answered\n"
        << world.logs();
    asked.expect_right();
    expect_balanced(world, database, asked);
}

TEST(ManyNodes, LoseNothingWhenPostgresFailsOverToItsStandby)
{
    if (!faults::many_nodes::possible())
        GTEST_SKIP() << "PostgreSQL or HAProxy is not installed";
    const auto persons = number_of("SAPA_NODE_KILLS", 1) * number_of("SAPA_NODE_PERSONS", 60);
    postgres_server primary;
    postgres_server standby(primary);
    faults::many_nodes world(3, crowd_of(persons, std::filesystem::temp_directory_path() / "sapa-over"),
                             primary.host() + "," + standby.host());
    world.core.faults.delay = std::chrono::milliseconds(50);
    load asked(world, persons);
    ASSERT_TRUE(world.until([&] { return world.smsc->bound() == 3; })) << world.logs();
    const auto half_way = [&] {
        asked.pace(persons / 2);
        return asked.begun() == persons / 2 && asked.answered() > persons / 3;
    };
    ASSERT_TRUE(world.until(half_way)) << world.logs();
    primary.kill();
    asked.pace(persons);
    standby.promote();
    EXPECT_TRUE(world.until([&] { return asked.pace(persons), asked.answered() == asked.total(); }))
        << asked.answered() << " of " << asked.total() << " answered\n"
        << world.logs();
    asked.expect_right();
    expect_balanced(world, standby, asked);
}
