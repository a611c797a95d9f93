// A notice on its way: what it carries besides its words.
#include "gateway/pipeline/notice_sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "gateway/model/carried.hpp"
#include "road_stand.hpp"

namespace sapa::tests {
namespace {

using testing::ElementsAre;

const std::string ani = "6281200000001", number = "3171234567890001";

TEST(NoticeSender, APersonalNoticeNamesWhoHeldTheAccount)
{
    road_stand at;
    at.core.answer = [](const core_question&) { return scripted_core::balance(12'345'678); };
    at.start();
    notice_settings settings{.quiet_from = 0, .quiet_until = 0, .whatsapp_account = "77"};
    notice_sender sender(
        at.store, at.core, *at.lanes, shipped_bundle, [&] { return at.now; }, settings);
    const auto noticed = [&](notice_kind kind) {
        notice_request asked{.kind = kind, .to = msisdn(ani), .about = *parse_participant_no(number)};
        const auto told = at.run(sender.start(std::move(asked)));
        EXPECT_EQ(told.skipped, "");
        return at.store.turns.back().replies.at(0);
    };

    auto question = at.message(ani, "notif saldo on");
    question.via = channel_type::whatsapp;
    question.account = "77";
    question.carried.emplace_back(identity_key_hash, "A");
    at.arrives(std::move(question));
    turn wanted{.conversation = at.store.turns.back().conversation};
    wanted.preferences = {{"notice.balance", "on"}};
    at.run(at.store.commit_turn(std::move(wanted)));

    const auto balance = noticed(notice_kind::balance);
    const auto* identity = find_carried(balance.carried, identity_key_hash);
    ASSERT_TRUE(identity);
    EXPECT_EQ(*identity, "A");
    EXPECT_FALSE(find_carried(noticed(notice_kind::maintenance).carried, identity_key_hash))
        << "it tells nobody's data";
    EXPECT_THAT(at.failures, ElementsAre());
}

}  // namespace
}  // namespace sapa::tests
