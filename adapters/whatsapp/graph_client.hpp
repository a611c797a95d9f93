// Sends by the Graph API: the only socket of this folder.
#pragma once
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>
#include "adapters/whatsapp/account.hpp"
#include "adapters/whatsapp/customer_window.hpp"
#include "adapters/whatsapp/graph_error.hpp"
#include "adapters/whatsapp/pace.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/http/client.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/channel.hpp"

namespace sapa::whatsapp {

// How one number stands, for the gauges.
struct line_state
{
    bool token_refused{}, paused{};
    double rate{};  // messages a second at present; 0: no limit
};

class whatsapp_channel final : public channel
{
public:
    whatsapp_channel(asio::any_io_executor executor, std::vector<account> accounts, customer_windows& windows,
                     clock_source now, metrics& seen);
    ~whatsapp_channel() override;

    bool serves(channel_type via, std::string_view account) const override;
    std::size_t room(std::string_view account) const override;
    std::optional<mt_message> merged(const mt_message& first, const mt_message& next) const override;
    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment) override;

    // A refusal that tells of the person (arrival.hpp) rather than of the message.
    using person_hook = std::function<void(std::string account, std::string person, std::int64_t code)>;
    void when_person_news(person_hook hook) { on_person_ = std::move(hook); }
    // A status told a failure: what concerns the number or the account counts as if an answer had told it.
    void note_failure(std::string_view account, std::int64_t code);

    // One of many nodes: nothing is written unless `may_send`; a number's rate is divided.
    void only_while(std::function<bool()> may_send) { may_send_ = std::move(may_send); }
    void share_rate(int nodes);

    // Marks the question as read and shows that we type, up to 25 s or the answer. Best effort; does not
    // throw. Once a question: it uses the number's rate.
    async<void> show_typing(std::string account, std::string wamid);

    // In the order of the configuration.
    std::vector<line_state> lines() const;

private:
    struct line;  // one number

    line* find(std::string_view account) const;
    async<send_outcome> send_bodies(line& by, const mt_message& message, std::vector<std::string> bodies,
                                    std::size_t first, bool window_open);
    async<bool> wait_for_turn(line& by);
    async<graph_answer> post(line& by, std::string body, bool again);
    async<graph_answer> post_once(line& by, std::string body, bool again);
    bool renew_token(line& by);
    failure consequence(line& by, const mt_message& message, const graph_answer& answer, bool window_open);
    milliseconds pause(line& by, const graph_answer& answer);

    std::vector<std::unique_ptr<line>> lines_;
    customer_windows& windows_;
    clock_source now_;
    person_hook on_person_{};
    labelled_counter answers_seen_, pauses_seen_;
    std::function<bool()> may_send_{[] { return true; }};
    std::minstd_rand chance_{fresh_seed()};
};

}  // namespace sapa::whatsapp
