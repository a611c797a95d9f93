// The ledger balances after any sequence of operations, and tells what the rows tell.
#include <gtest/gtest.h>
#include <random>
#include "tests/gateway/store/runner.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa {
namespace {

class life
{
public:
    explicit life(unsigned seed) : dice_(seed) { open(); }

    void step()
    {
        now_ += seconds(1);
        switch (dice_() % 12) {
            case 0:
            case 1:
            case 2:
                return admit();
            case 3:
            case 4:
                return answer(false);
            case 5:
                return answer(true);
            case 6:
                return keep();
            case 7:
            case 8:
                return end(dice_() % 3 == 0 ? outbox_end::refused : outbox_end::accepted);
            case 9:
                return release();
            case 10:
                return drop();
            default:
                if (dice_() % 20 == 0)
                    open();
        }
    }

    void check()
    {
        const auto told = run_to_end(io_, store_->balance());
        ASSERT_TRUE(told.balanced());
        EXPECT_EQ(told.accepted, accepted_);
        EXPECT_EQ(told.in_work, static_cast<std::int64_t>(asked_.size()));
        EXPECT_EQ(told.promised, static_cast<std::int64_t>(promises_.size()));
        store::connection db((folder_.path() / "sapa.db").string(), store::connection::mode::read_only);
        EXPECT_EQ(told.dead_lettered,
                  db.value("SELECT count(*) FROM inbox WHERE status = 1 AND dead_letters > 0"));
        EXPECT_EQ(told.answered,
                  db.value("SELECT count(*) FROM inbox WHERE status = 1 AND dead_letters = 0"));
    }

private:
    void open()
    {
        store_.reset();
        store_.emplace(io_.get_executor(), folder_.settings());
    }
    template <class T>
    T take(std::vector<T>& from)
    {
        const auto at = static_cast<std::ptrdiff_t>(dice_() % from.size());
        auto one = std::move(from[static_cast<std::size_t>(at)]);
        from.erase(from.begin() + at);
        return one;
    }
    void admit()
    {
        auto question = invented::question(static_cast<int>(dice_() % 5), now_);
        asked_.push_back(run_to_end(io_, store_->admit(question, {}, {})));
        ++accepted_;
    }
    void answer(bool promised)
    {
        if (asked_.empty())
            return;
        const auto asked = take(asked_);
        auto done = invented::answer(asked, invented::question(1, now_), now_);
        if (promised)
            done.promised.emplace();
        auto receipt = run_to_end(io_, store_->commit_turn(done));
        outbox_.push_back(receipt.outbox[0]);
        if (promised)
            promises_.push_back(receipt.promise);
    }
    void keep()
    {
        if (promises_.empty())
            return;
        turn kept;
        kept.promise_kept = take(promises_);
        kept.now = now_;
        run_to_end(io_, store_->commit_turn(kept));
    }
    void end(outbox_end how)
    {
        if (outbox_.empty())
            return;
        const auto outbox = take(outbox_);
        run_to_end(io_, store_->begin_attempt(outbox, 0, now_));
        run_to_end(io_, store_->end_attempt(invented::ended(outbox, how, now_)));
        if (how == outbox_end::refused)
            dead_.push_back(outbox);
    }
    void release()
    {
        if (dead_.empty())
            return;
        const auto outbox = take(dead_);
        ASSERT_TRUE(run_to_end(io_, store_->release(outbox, now_)));
        EXPECT_FALSE(run_to_end(io_, store_->release(outbox, now_)));
        outbox_.push_back(outbox);
    }
    void drop()
    {
        if (dead_.empty())
            return;
        EXPECT_TRUE(run_to_end(io_, store_->drop(take(dead_), now_)));
    }

    std::mt19937 dice_;
    scratch folder_{};
    asio::io_context io_{1};
    std::optional<sqlite_store> store_{};
    instant now_{a_noon};
    std::int64_t accepted_{};
    std::vector<admission> asked_{};
    std::vector<row_id> promises_{}, outbox_{}, dead_{};
};

TEST(ledger, BalancesAfterAnySequenceOfOperations)
{
    for (unsigned seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        life lived(seed);
        for (int at = 0; at < 400; ++at) {
            lived.step();
            if (at % 25 == 0)
                lived.check();
        }
        lived.check();
    }
}

}  // namespace
}  // namespace sapa
