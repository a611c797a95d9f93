// SIGKILL at random moments under load: every question that was acknowledged is answered after the restart, a
// second time only where the outcome of an attempt was unknown, in order, and the ledger balances.
#include <random>
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

constexpr std::size_t questions_a_kill = 400;
constexpr double a_second = 1000;
constexpr std::size_t second_sendings_a_kill = 50;

}  // namespace

TEST(Kill, AcknowledgedQuestionsAreAnsweredWhateverTheMoment)
{
    const auto rounds = faults::from_environment("SAPA_KILLS", 20);
    const auto total = rounds * questions_a_kill;
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance(seed);
    // A promised answer stands alone, also in the order: on a slow machine a few kills take six seconds.
    faults::road world("kill", faults::crowd(total), {.others = "dialogue: {sms_holding_seconds: 60}\n"});
    world.core.faults.delay = std::chrono::milliseconds(20);
    faults::load load(world, total);

    world.start_and_bind();
    for (std::size_t round = 0; round < rounds; ++round) {
        const auto most = (round + 1) * questions_a_kill;
        const auto moment = most - chance() % questions_a_kill;
        ASSERT_TRUE(world.until([&] { return load.pace(a_second, most), load.asked() >= moment; }));
        world.io().run_for(std::chrono::milliseconds(chance() % 25));
        world.gateway->kill();
        world.start();
        ASSERT_TRUE(world.until([&] { return load.pace(a_second, most), world.smsc->bound() > 0; }))
            << world.log();
    }
    EXPECT_TRUE(world.until([&] { return load.pace(a_second, total), load.all_answered(); }))
        << load.answered() << " of " << total << " answered";

    const auto found = load.judge();
    std::printf("%zu kills, %zu questions, %zu second sendings, %zu refused\n", rounds, total, found.twice,
                world.smsc->counts().refused);
    EXPECT_EQ(found.unanswered, 0u);
    EXPECT_EQ(found.out_of_order, 0u);
    EXPECT_LE(found.twice, rounds * second_sendings_a_kill);
    EXPECT_TRUE(world.until([&] { return world.settled(); }));
    const auto sums = world.ledger();
    EXPECT_EQ(sums.at("accepted").as_int64(), static_cast<std::int64_t>(total)) << "one question, one row";
    EXPECT_EQ(sums.at("answered"), sums.at("accepted"));
}
