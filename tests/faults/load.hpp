// Questions at a rate from phones of their own, and whether each was answered rightly, once, in order.
#pragma once
#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>
#include "tests/faults/road.hpp"

namespace sapa::faults {

// Every phone has three participant numbers and asks for them one after the other.
constexpr std::size_t numbers_a_phone = 3;

inline std::string phone_of(std::size_t i)
{
    return "62812" + std::to_string(10000000 + i / numbers_a_phone);
}
inline std::string number_of(std::size_t i) { return std::to_string(3171000000100000ULL + i); }

// Rp10.001.000 as the reply says it.
inline std::string balance_of(std::size_t i)
{
    auto digits = std::to_string(10'000'000 + 1000 * i);
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ".");
    return "Rp" + digits;
}

// The participants of `count` questions, by way of a --people file.
inline lab::people crowd(std::size_t count)
{
    boost::json::array list;
    for (std::size_t i = 0; i < count; ++i)
        list.push_back({{"participant_no", number_of(i)},
                        {"name", "Orang " + std::to_string(i)},
                        {"phones", boost::json::array{phone_of(i)}},
                        {"balance", 10'000'000 + 1000 * static_cast<std::int64_t>(i)}});
    const auto file =
        std::filesystem::temp_directory_path() / ("sapa-people-" + std::to_string(::getpid()) + ".json");
    std::ofstream(file) << boost::json::serialize(list);
    auto known = lab::people::read(file);
    std::filesystem::remove(file);
    return known;
}

struct verdict_of_load
{
    std::size_t unanswered{}, twice{}, out_of_order{};
};

class load
{
public:
    load(road& world, std::size_t total) : world_(world), total_(total), times_(total)
    {
        by_balance_.reserve(total);
        for (std::size_t i = 0; i < total; ++i)
            by_balance_.emplace(balance_of(i), i);
        world_.smsc->when_reply([this](const lab::smsc_reply& reply) { collect(reply); });
    }

    // Asks what is due at this rate, up to `most` in all. Called again and again.
    void pace(double a_second, std::size_t most)
    {
        const auto now = std::chrono::steady_clock::now();
        if (asked_ >= std::min(most, total_)) {
            since_ = now;
            owed_ = 0;
            return;
        }
        owed_ += std::chrono::duration<double>(now - since_).count() * a_second;
        since_ = now;
        for (; owed_ >= 1 && asked_ < std::min(most, total_); --owed_, ++asked_)
            world_.smsc->ask(phone_of(asked_), "SALDO " + number_of(asked_));
    }
    void ask_all() { pace(1e9, total_), pace(1e9, total_); }

    std::size_t asked() const { return asked_; }
    std::size_t answered() const { return answered_; }  // different questions
    bool all_answered() const { return answered_ == total_ && world_.smsc->open_questions() == 0; }

    verdict_of_load judge() const
    {
        verdict_of_load found;
        for (const auto times : times_) {
            found.unanswered += times == 0;
            found.twice += times > 1 ? times - 1 : 0;
        }
        for (const auto& [phone, order] : order_)
            found.out_of_order += !std::ranges::is_sorted(order);
        return found;
    }

private:
    void collect(const lab::smsc_reply& reply)
    {
        const auto at = reply.text.find("Rp");
        if (at == std::string::npos)
            return;  // a holding reply
        const auto end = reply.text.find_first_not_of("0123456789.", at + 2);
        auto balance = reply.text.substr(at, end - at);
        while (balance.ends_with('.'))
            balance.pop_back();
        const auto known = by_balance_.find(balance);
        ASSERT_NE(known, by_balance_.end()) << reply.text;
        ASSERT_EQ(reply.to, phone_of(known->second)) << "told to the wrong phone: " << reply.text;
        answered_ += times_[known->second]++ == 0;
        order_[reply.to].push_back(known->second);
    }

    road& world_;
    std::size_t total_, asked_{}, answered_{};
    std::chrono::steady_clock::time_point since_{std::chrono::steady_clock::now()};
    double owed_{};
    std::vector<std::size_t> times_;
    std::unordered_map<std::string, std::size_t> by_balance_{};
    std::unordered_map<std::string, std::vector<std::size_t>> order_{};
};

// A number from the environment, for the long tests.
inline std::size_t from_environment(const char* name, std::size_t otherwise)
{
    const char* set = std::getenv(name);
    return set ? static_cast<std::size_t>(std::atoll(set)) : otherwise;
}

}  // namespace sapa::faults
