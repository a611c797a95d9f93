// The conformance suite: when a deliver_sm is a redelivery. DESIGN.md section 4.
#pragma once
#include "tests/gateway/store/conformance.hpp"

namespace sapa::store_conformance {

struct redelivery_case
{
    const char* label;
    milliseconds copy_to_end;   // the first copy's arrival before the end of its epoch
    bool late;                  // acknowledged after the SMSC's timer
    milliseconds end_to_again;  // the end of that epoch before the equal message
    bool same_epoch;
    bool again;
};

TEST_P(conformance, KnowsARedeliveredDeliverSm)
{
    using std::chrono::minutes;
    const redelivery_case cases[]{
        // clang-format off
        {"just before the end",          seconds(1),  false, seconds(5),                    false, true},
        {"60 s before the end",          seconds(60), false, seconds(5),                    false, true},
        {"more than 60 s before",        seconds(61), false, seconds(5),                    false, false},
        {"long before, late answer",     minutes(20), true,  seconds(5),                    false, true},
        {"10 minutes after the end",     seconds(1),  false, minutes(10),                   false, true},
        {"later than that",              seconds(1),  false, minutes(10) + milliseconds(1), false, false},
        {"in the same epoch",            seconds(1),  false, seconds(-1),                   true,  false},
        // clang-format on
    };
    int row = 0;
    for (const auto& one : cases) {
        SCOPED_TRACE(one.label);
        const auto print = "fingerprint " + std::to_string(row++);
        const auto epoch = run(store().begin_epoch("north", noon));
        const auto arrived = noon + minutes(30), ended = arrived + one.copy_to_end;
        auto first = admit(sms("6281200000001", "SALDO", arrived), smpp_origin{epoch, print});
        if (one.late)
            run(store().acknowledged_late(first.inbox));
        auto now = epoch;
        if (!one.same_epoch) {
            run(store().end_epoch(epoch, ended));
            now = run(store().begin_epoch("north", ended));
        }
        auto again = admit(sms("6281200000001", "SALDO", ended + one.end_to_again), smpp_origin{now, print});
        EXPECT_EQ(again.duplicate, one.again);
        if (one.again) {
            auto third =
                admit(sms("6281200000001", "SALDO", ended + one.end_to_again), smpp_origin{now, print});
            EXPECT_FALSE(third.duplicate) << "one copy absorbs one";
        }
        run(store().end_epoch(now, ended + minutes(30)));
    }
}

TEST_P(conformance, KnowsARedeliveryAfterACrash)
{
    const auto epoch = run(store().begin_epoch("north", noon));
    admit(sms("6281200000001", "SALDO 1", noon), smpp_origin{epoch, "one"});
    admit(sms("6281200000002", "SALDO 2", noon + seconds(90)), smpp_origin{epoch, "two"});
    restart();
    const auto next = run(store().begin_epoch("north", noon + seconds(100)));
    EXPECT_FALSE(
        admit(sms("6281200000001", "SALDO 1", noon + seconds(101)), smpp_origin{next, "one"}).duplicate);
    EXPECT_TRUE(
        admit(sms("6281200000002", "SALDO 2", noon + seconds(101)), smpp_origin{next, "two"}).duplicate);
    EXPECT_FALSE(
        admit(sms("6281200000002", "SALDO 2", noon + seconds(102)), smpp_origin{next, "two"}).duplicate);
}

TEST_P(conformance, KnowsARedeliveryAfterACrashThoughTheClockWasSetBack)
{
    const auto epoch = run(store().begin_epoch("north", noon));
    admit(sms("6281200000001", "SALDO 1", noon + seconds(90)), smpp_origin{epoch, "one"});
    const auto set_back = noon - std::chrono::minutes(30);
    admit(sms("6281200000002", "SALDO 2", set_back), smpp_origin{epoch, "two"});
    restart();
    const auto next = run(store().begin_epoch("north", set_back + seconds(5)));
    EXPECT_TRUE(
        admit(sms("6281200000002", "SALDO 2", set_back + seconds(6)), smpp_origin{next, "two"}).duplicate);
}

}  // namespace sapa::store_conformance
