// A play: one to four handsets on one clock, and every action a node of a tree. Rewinding replays the path to
// a node on fresh sandboxes, which is the same as never having gone further.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include "gateway/lab/core.hpp"
#include "gateway/lab/sandbox.hpp"

namespace sapa::console {

struct handset
{
    channel_type via{};
    language spoken{};
    std::string persona{}, phone{};
    bool draft{};  // plays on the draft, not on what participants are served by
};

enum class act : std::uint8_t {
    start,
    say,
    pass,
    next_timer,
    core,
    core_operation,
    duplicate,
    receipt_failed,
    restart,
    lose_flow,
    person_changed
};
std::string_view to_string(act what);
std::optional<act> parse_act(std::string_view word);

struct action
{
    act what{};
    std::vector<std::size_t> handsets{};  // empty: all
    // say
    mo_kind kind{};
    std::string text{}, reply_id{};
    std::optional<geo_point> place{};
    milliseconds span{};                         // pass, core or operation slow
    std::string core{}, operation{}, outcome{};  // "normal", "slow", "down"; an outcome, "slow" or "normal"
};

// What an action did on one handset.
struct entry
{
    std::size_t handset{};
    std::optional<lab::sandbox_message> message{};  // none: the clock caused it
    instant at{};
    lab::sandbox_turn turn{};    // replies of several timers joined
    std::vector<bool> failed{};  // of each reply: its receipt said so
};

struct node
{
    std::size_t parent{};  // the root is its own
    action done{};
    instant at{};  // of the clock, after it
    std::vector<entry> entries{};
    bool differ{};  // the handsets were told different things
};

struct bundles
{
    std::shared_ptr<const bundle> live{}, draft{};
    const std::shared_ptr<const bundle>& of(const handset& one) const { return one.draft ? draft : live; }
};

class play
{
public:
    // `core`: as it is at the start of every play; copied for each handset.
    play(std::vector<handset> handsets, bundles with, const lab::lab_core& core, instant start);

    // One more node below the head, or a reason as a key of words(). Nothing has changed then.
    std::string act_on(const action& what);
    // Moves the head. Works off at most `steps` actions of the path at once: false, go on calling.
    void begin_replay(std::size_t head);
    bool go_on_replaying(std::size_t steps);
    bool replaying() const { return replay_.has_value(); }
    // The head's path as the only one, played anew with these handsets and bundles; goes on as above.
    void rebuild(std::vector<handset> handsets, bundles with);

    const std::vector<handset>& handsets() const { return handsets_; }
    const bundle& conf_of(std::size_t handset) const { return *with_.of(handsets_[handset]); }
    std::shared_ptr<const bundle> shared_conf_of(std::size_t handset) const
    {
        return with_.of(handsets_[handset]);
    }
    const std::vector<node>& nodes() const { return nodes_; }
    std::size_t head() const { return head_; }
    std::vector<std::size_t> path() const;  // from the root to the head
    instant now() const { return sides_.front().box->now(); }
    instant started_at() const { return start_; }
    const lab::sandbox_faults& faults() const { return sides_.front().box->faults(); }
    dialogue_state state_of(std::size_t handset) const;
    bool waits_for_core(std::size_t handset) const;
    std::vector<std::pair<std::size_t, lab::sandbox_timer>> timers() const;  // of all handsets, first first
    // The node whose reply a failed receipt told of; nullopt: the last action was none.
    std::optional<std::size_t> marked() const { return marked_; }
    std::size_t entries() const { return entries_; }

private:
    // What one handset plays on.
    struct side
    {
        std::unique_ptr<lab::lab_core> core{};
        std::unique_ptr<lab::sandbox> box{};
        std::optional<lab::sandbox_message> last{};
    };
    struct replay
    {
        std::vector<std::size_t> path{};
        std::size_t next{1};
        bool records{};  // write the entries anew
    };
    void fresh_sides();
    std::string fault_of(const action& what) const;
    // What the action does; entries only where something was said or heard.
    std::vector<entry> perform(const action& what, std::size_t number);
    bool concerns(const action& what, std::size_t handset) const;
    void say(const action& what, std::size_t number, std::vector<entry>& into);
    void pass(milliseconds span, std::vector<entry>& into);
    void set_core(const action& what);
    void mark_failed(const action& what);

    std::vector<handset> handsets_;
    bundles with_;
    const lab::lab_core& core_;
    instant start_;
    std::vector<side> sides_{};
    std::vector<node> nodes_{};
    std::size_t head_{}, entries_{};
    std::optional<replay> replay_{};
    std::optional<std::size_t> marked_{};
};

inline constexpr std::size_t handsets_max = 4, nodes_max = 4000;

// Did the handsets hear different things? By the replies' keys; by their texts and choices too between
// handsets of one channel and language.
bool heard_differently(const std::vector<entry>& entries, const std::vector<handset>& handsets);

}  // namespace sapa::console
