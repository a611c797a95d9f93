// The store as the pipeline and the adapters see it: whole turns, each call one job of a group commit.
// Two back ends pass one conformance suite (tests/gateway/store).
//
// A call that takes effect gives a `ticket`; `durable(ticket)` ends when its group is on disk. Jobs take
// effect in the order in which they are called, so whoever waits for a later job's ticket has the earlier
// ones too.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/async/async.hpp"
#include "gateway/model/core_contract.hpp"
#include "gateway/model/failure.hpp"
#include "gateway/model/mo_message.hpp"
#include "gateway/model/mt_message.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

using row_id = std::int64_t;
enum class ticket : std::uint64_t {};

// -- arrival --

// What tells a redelivered deliver_sm from a second equal question: DESIGN.md section 4. Hashed by the store.
struct smpp_origin
{
    row_id bind_epoch{};
    std::string
        fingerprint{};  // addresses, esm_class, data_coding, octets, SAR; the store keeps a keyed hash
};

struct admission
{
    bool duplicate{};  // known already: acknowledge, do nothing
    row_id inbox{};
    row_id conversation{};
    std::int64_t number{};  // within the conversation, from 1
    std::string state{};    // serialised dialogue_state after the last committed turn; empty: none
    bool stopped{};         // said STOP
    std::optional<instant> muted_until{};  // a person answers from our number
    std::int64_t lease_epoch{};
    bool ours{true};  // this node holds the conversation's lease
    ticket committed{};
};

// A part of a long SMS, kept until the whole is admitted.
struct sms_part
{
    std::string account{}, set{};  // set: adapters/sms names sender, destination, reference, total
    int total{}, number{};
    std::string octets{};  // opaque to the store: the adapter's own form of the part
    instant received_at{};
    std::string print{};  // set, number and what the part says; parts() does not give it back
};

// What a long message was made of. The store knows these parts for a while after they were joined, so that
// one that comes again makes no second message.
struct joined_parts
{
    std::string set{};  // empty: the message came whole
    std::vector<std::string> prints{};
    bool empty() const { return prints.empty(); }
};

struct part_kept
{
    ticket committed{};
    bool joined{};  // its message was admitted before: nothing is kept
    // The set's other parts, where with this one all of them are kept and some came to other nodes.
    std::vector<sms_part> others{};
};

// A receipt or status of something that we sent.
struct delivery_report
{
    channel_type via{};
    std::string account{};
    std::string message_id{};  // the provider's, in its normal form
    std::string reference{};   // biz_opaque_callback_data: our outbox rows (reference.hpp)
    // A message stands at the highest that it was told of: what has arrived has arrived.
    enum class state : std::uint8_t { sent, failed, expired, delivered, read } what{};
    std::string code{};  // the provider's error
    instant at{};
};

// A person deletes a message that they sent.
struct revocation
{
    channel_type via{};
    std::string account{}, sender{};
    std::string message_id{};  // the provider's
};

// -- the turn --

enum class turn_end : std::uint8_t { answered, muted, ignored, loop, too_old, stopped_sender };

struct promise
{
    row_id id{};     // 0: new
    row_id inbox{};  // the question it answers
    row_id conversation{};
    core_question question{};
    instant asked_at{}, deadline{};
    channel_type via{};
    std::string account{}, recipient{}, in_reply_to{};
    std::optional<msisdn> phone{};
    std::vector<std::pair<std::string, std::string>> carried{};
};

struct preference_change
{
    std::string name{}, value{};
};

// A message that ends because others say the same: by SMS what WhatsApp cannot deliver, or once more.
struct replacement
{
    row_id outbox{};     // queued or ended, but not replaced before
    std::string code{};  // the provider's word
};

struct turn
{
    // At most one of these is set: the inbox row that this turn answers, the promise that it keeps or breaks,
    // the message that its replies replace; none for a notice.
    row_id inbox{}, promise_kept{};
    std::optional<replacement> replaces{};
    row_id conversation{};
    std::int64_t lease_epoch{};
    std::optional<std::string> next_state{};  // absent: the state stays (promises, notices)
    std::vector<mt_message> replies{};        // to the outbox, in order
    bool attempt_first{};  // the first reply leaves right after the commit: its attempt is part of it
    std::optional<promise> promised{};
    std::vector<preference_change> preferences{};
    turn_end how{};
    std::string intent{};  // for search and counters
    std::string trace{};   // why, masked, for the timeline
    bool blank_text{};
    instant now{};
};

struct turn_receipt
{
    std::vector<row_id> outbox{};  // one a reply
    row_id promise{};              // of `promised`
    std::int64_t lease_epoch{};    // under which the replies may be sent
    ticket committed{};
};

// -- sending --

enum class outbox_end : std::uint8_t { accepted, refused, expired, dropped, unknown, replaced };

struct attempt_result
{
    row_id outbox{};
    std::int64_t lease_epoch{};
    std::optional<outbox_end> ended{};  // absent: it will be tried again at `retry_at`
    instant retry_at{};
    bool was_unknown{};  // this attempt's outcome is unknown (a retry is a possible second sending)
    bool dead_letter{};  // ended without success and to be looked at
    std::string code{};  // the provider's word
    std::vector<std::string> message_ids{};  // accepted segments of this attempt
    instant now{};
};

// -- recovery --

struct unanswered
{
    admission admitted{};
    mo_message message{};
    std::optional<core_question> write{};  // committed before it was sent; resend just that
};
struct unsent
{
    row_id outbox{}, conversation{};
    std::int64_t lease_epoch{};
    mt_message message{};
    int attempts{};
    bool attempt_open{};  // an attempt began and its outcome was never recorded: unknown
    std::size_t segments_accepted{};
    instant not_before{};
};
struct backlog
{
    std::vector<unanswered> questions{};  // by conversation, in order
    std::vector<unsent> outbox{};         // in order
    std::vector<promise> promises{};
    bool more{};  // call again
};

struct ledger
{
    std::int64_t accepted{}, answered{}, in_work{}, promised{}, dead_lettered{};
    bool balanced() const { return accepted == answered + in_work + promised + dead_lettered; }
};

// The person behind a sender, for a message that we start.
struct addressee
{
    row_id conversation{};  // 0: never wrote on this channel
    bool stopped{};         // said STOP
    std::string state{};    // serialised dialogue_state after the last committed turn
    std::vector<preference_change> preferences{};
};

class conversation_store
{
public:
    virtual ~conversation_store() = default;

    // Takes effect in the group's transaction and comes back before the commit, so that work may begin;
    // acknowledge the provider only after durable(committed). A duplicate, too, where all of its parts were
    // joined before.
    virtual async<admission> admit(mo_message message, std::optional<smpp_origin> origin,
                                   joined_parts joined) = 0;
    virtual async<part_kept> keep_part(sms_part part) = 0;
    virtual async<ticket> note_report(delivery_report report) = 0;
    // The messages that this report says have failed, without those that arrived, are queued or were
    // replaced. Changes nothing.
    virtual async<std::vector<unsent>> find_failed(delivery_report report) = 0;
    // A person answered from our own number: no bot in this conversation until then.
    virtual async<ticket> mute(channel_type via, std::string sender, instant until) = 0;
    // A person deleted a message of theirs: what it says is blanked. Nothing where it is not known (any
    // more).
    virtual async<ticket> take_back(revocation what, instant now) = 0;

    // Ends when the group is on disk. false: the commit failed and nothing of it holds (disk full): push
    // back.
    virtual async<bool> durable(ticket committed) = 0;

    // Who is this sender? Changes nothing; the ledger does not see it.
    virtual async<addressee> find_addressee(channel_type via, std::string sender) = 0;

    // A write to core about to be sent: its body and key are durable when this ends.
    virtual async<void> keep_write(row_id inbox, core_question question) = 0;

    // State, replies, promise and "inbox row done" in one transaction. Throws where the commit fails.
    virtual async<turn_receipt> commit_turn(turn done) = 0;

    virtual async<ticket> begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now) = 0;
    virtual async<ticket> end_attempt(attempt_result result) = 0;

    // SMPP sessions: redelivery is recognised across them. ended: also for all that a crash left open.
    virtual async<row_id> begin_epoch(std::string account, instant now) = 0;
    virtual async<void> end_epoch(row_id epoch, instant now) = 0;
    // The acknowledgement of this row left after the SMSC's timer.
    virtual async<ticket> acknowledged_late(row_id inbox) = 0;

    // Takes over what nobody works on: at the start everything unfinished, later what when_work_waits() told
    // of; in chunks of at most `most`.
    virtual async<backlog> claim(std::size_t most, instant now) = 0;
    virtual async<std::vector<sms_part>> parts() = 0;

    virtual async<ledger> balance() = 0;

    // -- one of many nodes; a single one lives alone --

    // Does this node hold its lease, with a margin, by its own monotonic clock? Where not, write nothing to
    // any socket: another node may be sending the same.
    virtual bool may_send() const { return true; }
    // By how many nodes an account's rate is divided.
    virtual int live_nodes() const { return 1; }
    // `tell` is called at home when claim() may find something.
    virtual void when_work_waits(std::function<void()>) {}
};

}  // namespace sapa
