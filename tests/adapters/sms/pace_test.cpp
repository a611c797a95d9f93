// Throttling, parking and reconnecting: pure, with time and chance as arguments.
#include <gtest/gtest.h>
#include <cstdio>
#include "adapters/sms/parking.hpp"
#include "adapters/sms/receipt_ids.hpp"
#include "adapters/sms/reconnect.hpp"
#include "adapters/sms/throttle.hpp"

namespace sapa::smpp {
namespace {

using namespace std::chrono_literals;

const time_point t0{1000s};

TEST(Throttle, KeepsTheRateInSegments)
{
    throttle pace({.max_per_second = 10});
    std::size_t sent = 0;
    for (auto now = t0; now < t0 + 10s; now += 100ms)
        while (pace.room(now) > 0) {
            pace.sent(now);
            ++sent;
        }
    EXPECT_NEAR(static_cast<double>(sent), 100, 5);
}

TEST(Throttle, PausesLongerWhileNothingIsAccepted)
{
    throttle pace({.max_per_second = 100});
    auto now = t0;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        pace.sent(now);
        pace.throttled(now, now);
        EXPECT_EQ(pace.paused_until() - now, pause);
        EXPECT_EQ(pace.room(now + pause - 1ms), 0u);
        EXPECT_GE(pace.room(now + pause), 1u);
        now += pause;
    }
}

TEST(Throttle, StartsWithAShortPauseAgainOnceSomethingWasAccepted)
{
    throttle pace({.max_per_second = 100});
    pace.throttled(t0, t0);
    pace.throttled(t0 + 2s, t0 + 2s);
    pace.accepted();
    pace.throttled(t0 + 5s, t0 + 5s);
    EXPECT_EQ(pace.paused_until(), t0 + 6s);
}

TEST(Throttle, TakesAWholeWindowOfRefusalsForOne)
{
    throttle pace({.max_per_second = 100});
    for (int i = 0; i < 50; ++i)
        pace.throttled(t0, t0 + 10ms);
    EXPECT_EQ(pace.rate(), 50);
    EXPECT_EQ(pace.paused_until(), t0 + 1010ms);
    EXPECT_EQ(pace.count(), 50u);
}

TEST(Throttle, RecoversStepByStep)
{
    throttle pace({.max_per_second = 100});
    pace.throttled(t0, t0);
    double before = pace.rate();
    for (auto now = t0 + 2s; now < t0 + 5s; now += 1s) {
        pace.room(now);
        EXPECT_GT(pace.rate(), before);
        EXPECT_LE(pace.rate(), before + 11);
        before = pace.rate();
    }
    pace.room(t0 + 60s);
    EXPECT_EQ(pace.rate(), 100);
}

TEST(Throttle, HasNoLimitAgainWhereThereWasNone)
{
    throttle pace({});
    EXPECT_GT(pace.room(t0), 1000u);
    pace.throttled(t0, t0);
    EXPECT_EQ(pace.room(t0), 0u);
    pace.room(t0 + 2s);
    pace.room(t0 + 60s);
    EXPECT_GT(pace.room(t0 + 60s), 1000u);
}

TEST(Parking, HoldsOneDestinationLongerEachTime)
{
    parking lot;
    EXPECT_EQ(lot.park("6281200000001", t0), 2s);
    EXPECT_EQ(lot.park("6281200000001", t0 + 2s), 4s);
    EXPECT_EQ(lot.wait_of("6281200000001", t0 + 3s), 3s);
    EXPECT_EQ(lot.wait_of("6281200000002", t0 + 3s), 0s);
    lot.accepted("6281200000001");
    EXPECT_EQ(lot.park("6281200000001", t0 + 9s), 2s);
}

TEST(Reconnect, WaitsByTheKindOfFailure)
{
    reconnect_plan plan(1);
    EXPECT_EQ(plan.ended(link_end::link_failed, t0, 0.5), 1000ms);
    EXPECT_EQ(plan.ended(link_end::link_failed, t0, 0.5), 2000ms);
    EXPECT_EQ(plan.ended(link_end::credentials, t0, 0.5), 300s);
    const auto busy = plan.ended(link_end::already_bound, t0, 0.5);
    EXPECT_GE(busy, 10s);
    EXPECT_LE(busy, 30s);
    for (int i = 0; i < 10; ++i)
        plan.ended(link_end::link_failed, t0, 0.5);
    EXPECT_EQ(plan.ended(link_end::link_failed, t0, 0.5), 60s);
    EXPECT_EQ(plan.ended(link_end::link_failed, t0, 1), 72s);
}

TEST(Reconnect, ForgetsFailuresAfterASteadySession)
{
    reconnect_plan plan(1);
    for (int i = 0; i < 5; ++i)
        plan.ended(link_end::link_failed, t0, 0.5);
    plan.bound(t0);
    EXPECT_EQ(plan.ended(link_end::link_failed, t0 + 61s, 0.5), 1000ms);
}

TEST(Reconnect, TriesTheNextHostAtOnce)
{
    reconnect_plan plan(2);
    EXPECT_EQ(plan.host(), 0u);
    EXPECT_LE(plan.ended(link_end::link_failed, t0, 0.5), 100ms);
    EXPECT_EQ(plan.host(), 1u);
    EXPECT_EQ(plan.ended(link_end::link_failed, t0, 0.5), 1000ms);
    EXPECT_EQ(plan.host(), 0u);
}

TEST(ReceiptIds, LearnTheFormOfTheOperator)
{
    sms::receipt_ids ids;
    ids.sent("812FC7470000001B");
    EXPECT_EQ(ids.stored_form("9308878062554710043"), "812FC7470000001B");
    // Not remembered, but written in the way that was learned: 0x812FC7470000001C.
    EXPECT_EQ(ids.stored_form("9308878062554710044"), "812FC7470000001C");
}

TEST(ReceiptIds, AreNotMisledBySmallNumbers)
{
    sms::receipt_ids ids;
    char hex[16], decimal[16];
    for (unsigned id = 1; id <= 300; ++id) {
        std::snprintf(hex, sizeof hex, "%08x", id);
        ids.sent(hex);
    }
    for (unsigned id = 100; id <= 300; ++id) {
        std::snprintf(hex, sizeof hex, "%08x", id);
        std::snprintf(decimal, sizeof decimal, "%010u", id);
        EXPECT_EQ(ids.stored_form(decimal), hex);
    }
    EXPECT_EQ(ids.stored_form("0000004096"), "00001000");
}

TEST(ReceiptIds, LeaveExactIdsAsTheyAre)
{
    sms::receipt_ids ids;
    ids.sent("0b5bb0a8-0000-4a1c-9fd1-52b6e26a1111");
    EXPECT_EQ(ids.stored_form("0b5bb0a8-0000-4a1c-9fd1-52b6e26a1111"),
              "0b5bb0a8-0000-4a1c-9fd1-52b6e26a1111");
    EXPECT_EQ(ids.stored_form("00012345"), "00012345");
}

}  // namespace
}  // namespace sapa::smpp
