// The road with scripted peers, on which its tests play.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <string>
#include <vector>
#include "gateway/model/carried.hpp"
#include "road_stand.hpp"

namespace sapa::tests {

using namespace std::chrono_literals;
using testing::ElementsAre;

inline const std::string ani = "6281200000001", budi = "6281200000002";
inline const std::string number = "3171234567890001";

struct pipeline_road : testing::Test
{
    road_stand at{};

    void SetUp() override
    {
        ASSERT_TRUE(shipped_bundle());
        at.core.answer = [](const core_question&) { return scripted_core::balance(12'345'678); };
        at.start();
    }
    void TearDown() override
    {
        EXPECT_TRUE(at.books().balanced());
        EXPECT_THAT(at.failures, ElementsAre());
    }
    std::vector<std::string> keys_to(const std::string& whom) const
    {
        std::vector<std::string> all;
        for (const auto& one : at.out.sent)
            if (one.recipient == whom)
                all.push_back(one.key);
        return all;
    }
    std::vector<turn_end> ends() const
    {
        std::vector<turn_end> all;
        for (const auto& one : at.store.turns)
            all.push_back(one.how);
        return all;
    }
};

}  // namespace sapa::tests
