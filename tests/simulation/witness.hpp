// Who watches a simulated world: what people asked, what the store committed, what arrived; and the promises
// of DESIGN.md section 4 over all of it.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>
#include "gateway/pipeline/conversation_store.hpp"
#include "world.hpp"

namespace sapa::simulation {

// A reply or notice, or one segment of it, that reached a person.
struct delivery
{
    channel_type via{};
    row_id outbox{};
    int segment{1};
    std::string recipient{}, text{};
};

struct witness
{
    explicit witness(world& in_) : in(in_) {}

    // -- the persons --
    // Names a question. `known_by`: the text on SMS (unique for its sender), the wamid on WhatsApp.
    int asks(channel_type via, std::string sender, std::string known_by, int parts = 1);
    void acknowledged(int question);
    void delivered(const delivery& what);
    // "Rp12.345.678" may be told to these phones only.
    void owns(const std::string& amount, const std::string& phone) { amounts[amount].insert(phone); }

    // -- the store: each after its commit --
    void admitted(const admission& got, const mo_message& message);
    void took_turn(const turn& done, const turn_receipt& receipt);
    void began_attempt(row_id outbox);
    void ended_attempt(const attempt_result& result);
    void recovered(const backlog& left);
    void balance(const ledger& books);

    // -- the world --
    // The wall clock jumps: what is on its way now may be taken for new. Nobody can promise in time
    // meanwhile.
    void clock_jumped();
    void trouble() { last_trouble = in.now; }
    // Everything must have ended.
    void finish();

    struct sums
    {
        int questions{}, turns{}, duplicates{}, promises{}, apologies{}, notices{}, deliveries{},
            second_sendings{}, unknown{}, given_up{}, recovered{};
        sums& operator+=(const sums& other);
    };
    sums counted{};
    std::int64_t open() const { return open_rows; }  // questions without their answer

private:
    struct asked
    {
        channel_type via{};
        std::string sender{}, known_by{};
        int parts{1}, acknowledged{}, rows{};
        bool excused{};
    };
    struct row
    {
        int question{-1};
        channel_type via{};
        std::string sender{};
        row_id conversation{};
        int turns{};
        row_id promise{};
        bool closed{};
        instant deadline{};
    };
    struct sent
    {
        channel_type via{};
        std::string recipient{};
        mt_purpose purpose{};
        row_id inbox{};
        int life{};  // of the gateway, in which it was committed
        bool attempt_open{};
        int unknowns{};
        time_point begun{};
        std::map<int, int> arrived{};  // times, by segment
        std::optional<outbox_end> ended{};
    };

    bool may_be_half(const std::string& sender) const;
    void find_settled(const backlog& left);
    void check_amounts(const delivery& what);
    void check_stop(const delivery& what, const sent& of) const;
    void close_promise(const turn& done);
    void finish_question(int number, const asked& one);

    world& in;
    std::vector<asked> questions{};
    std::map<std::string, int> by_name{};
    std::map<row_id, row> rows{};
    std::map<row_id, row_id> promises{};  // open: promise -> inbox
    std::map<row_id, sent> outbox{};
    std::map<row_id, row_id> last_turn{};  // of a conversation: its inbox row
    std::map<std::string, row_id> last_arrived{};
    std::map<std::string, time_point> stopped{};
    std::map<std::string, std::set<std::string>> amounts{};
    time_point last_trouble{};
    std::int64_t open_rows{};
};

}  // namespace sapa::simulation
