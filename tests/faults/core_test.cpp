// Core in trouble: once it is well again every question is answered, none twice, and memory stays bounded.
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

using std::chrono::milliseconds;

struct trouble
{
    const char* name;
    lab::core_faults faults;
    bool gone;  // nobody listens
};

const trouble troubles[] = {
    {"fails_a_fifth", {.fail_percent = 20}, false},
    {"busy", {.busy_percent = 70}, false},
    {"slow", {.delay = milliseconds(900)}, false},
    {"closes", {.down = true}, false},
    {"cut_in_mid_answer", {.cut_percent = 60}, false},
    {"nonsense", {.wrong_body_percent = 40}, false},
    {"gone", {}, true},
};

class core_trouble : public testing::TestWithParam<trouble>
{
};

std::chrono::steady_clock::time_point in(double a_second_passed)
{
    return std::chrono::steady_clock::now() + milliseconds(static_cast<int>(1000 * a_second_passed));
}

// Everything was answered rightly, once, and the books are right.
void expect_all_answered(faults::road& world, faults::load& load, std::size_t total)
{
    EXPECT_TRUE(world.until([&] { return load.all_answered(); })) << load.answered() << " of " << total;
    EXPECT_TRUE(world.until([&] { return world.settled(); })) << boost::json::serialize(world.ledger());
    const auto found = load.judge();
    EXPECT_EQ(found.unanswered, 0u);
    EXPECT_EQ(found.twice, 0u);
    EXPECT_EQ(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(total));
}

}  // namespace

TEST_P(core_trouble, EndsAndEveryQuestionIsAnsweredOnce)
{
    const auto total = faults::from_environment("SAPA_CORE_QUESTIONS", 300);
    const auto& now = GetParam();
    faults::road world(now.name, faults::crowd(total),
                       {.core = "timeout_ms: 300", .others = "dialogue: {sms_holding_seconds: 1}\n"});
    faults::load load(world, total);
    world.start_and_bind();
    world.core.faults = now.faults;
    if (now.gone)
        world.core_leaves();
    const auto over = in(2);
    EXPECT_TRUE(world.until([&] {
        load.pace(500, total);
        return load.asked() == total && std::chrono::steady_clock::now() > over;
    }));
    world.core.faults = {};
    if (now.gone)
        world.core_returns();
    expect_all_answered(world, load, total);
}

INSTANTIATE_TEST_SUITE_P(Core, core_trouble, testing::ValuesIn(troubles),
                         [](const auto& about) { return std::string(about.param.name); });

// The long test: a minute at full rate.
TEST(CoreDown, EveryQuestionIsAnsweredOnceItIsBack)
{
    const auto length = faults::from_environment("SAPA_CORE_DOWN_SECONDS", 3);
    constexpr double a_second = 500;
    const auto total = static_cast<std::size_t>(a_second) * length;
    faults::road world("down", faults::crowd(total),
                       {.others = length > 6 ? "" : "dialogue: {sms_holding_seconds: 1}\n"});
    faults::load load(world, total);
    world.start_and_bind();
    const auto memory_before = world.memory();
    world.core_leaves();
    const auto back = in(static_cast<double>(length));
    long most = 0;
    EXPECT_TRUE(world.until([&] {
        load.pace(a_second, total);
        most = std::max(most, world.memory());
        return load.asked() == total && std::chrono::steady_clock::now() > back;
    }));
    EXPECT_GE(world.ledger().at("promised").as_int64(), 1)
        << boost::json::serialize(world.ledger()) << world.log().substr(0, 2000);
    world.core_returns();
    EXPECT_TRUE(world.until([&] { return most = std::max(most, world.memory()), load.all_answered(); }));
    std::printf("core away for %zu s, %zu questions, memory %ld KiB before, %ld at most\n", length, total,
                memory_before, most);
    EXPECT_LE(most, static_cast<long>(faults::from_environment("SAPA_MEMORY_KIB", 4'000'000)));
    expect_all_answered(world, load, total);
}

TEST(CoreDown, QuestionsArePushedBackWherePromisesAreFull)
{
    constexpr std::size_t total = 600;
    faults::road world("full-promises", faults::crowd(total),
                       {.others = "dialogue: {sms_holding_seconds: 1, promises_max: 20, in_work_max: 50}\n"});
    faults::load load(world, total);
    world.start_and_bind();
    world.core_leaves();
    EXPECT_TRUE(world.until([&] { return load.pace(200, total), load.asked() == total; }));
    EXPECT_TRUE(world.until([&] { return world.smsc->counts().refused > total / 2; }));
    EXPECT_LE(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(total / 2));
    world.core_returns();
    expect_all_answered(world, load, total);
}
