// The SMSC in trouble: links cut at random, the SMSC away for a while, an SMSC that does not answer.
#include "tests/faults/load.hpp"

using namespace sapa;

TEST(Smsc, CutLinksLoseNothing)
{
    constexpr std::size_t total = 300;
    faults::road world("cut", faults::crowd(total));
    faults::load load(world, total);
    world.smsc->at_random(0.05, 0.0, 0.01, 7);
    world.start_and_bind();
    load.ask_all();
    EXPECT_TRUE(world.until([&] { return load.all_answered(); })) << load.answered() << " of " << total;
    EXPECT_EQ(load.judge().out_of_order, 0u);
    EXPECT_TRUE(world.until([&] { return world.settled(); }));
}

TEST(Smsc, WhatIsAnsweredWhileItIsAwayIsSentWhenItIsBack)
{
    constexpr std::size_t total = 600;
    faults::road world("away", faults::crowd(total));
    world.core.faults.delay = std::chrono::milliseconds(100);
    faults::load load(world, total);
    world.start_and_bind();
    EXPECT_TRUE(world.until([&] { return load.pace(500, total), load.answered() > 100; }));
    world.smsc->go_away();
    EXPECT_TRUE(world.until([&] { return world.ledger().at("in_work") == 0; }));
    world.smsc->listen_again();
    EXPECT_TRUE(world.until([&] { return load.pace(500, total), load.all_answered(); }))
        << load.answered() << " of " << total;
    EXPECT_EQ(load.judge().unanswered, 0u);
    EXPECT_TRUE(world.until([&] { return world.settled(); }));
    EXPECT_EQ(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(total));
}
