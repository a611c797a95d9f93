// Starts a notice: who it is for, what core says of the number, the words, one turn that answers nothing.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include "gateway/async/clock.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/core_client.hpp"
#include "gateway/pipeline/dispatcher.hpp"
#include "gateway/pipeline/notices.hpp"
#include "intents/dialogue/bundle.hpp"

namespace sapa {

struct notice_told
{
    std::string skipped{};  // as in notice_verdict, or "not_registered", "core_unavailable"
    row_id outbox{};
    instant not_before{};
};

class notice_sender
{
public:
    using current_bundle = std::function<std::shared_ptr<const bundle>()>;

    notice_sender(conversation_store& store, core_client& core, dispatcher& out, current_bundle conf,
                  clock_source now, notice_settings settings);

    // Ends when the notice is stored. Throws store_full where it cannot be.
    async<notice_told> start(notice_request asked);

private:
    // Is the phone registered for the number? Empty: yes. A balance is taken from core's answer.
    async<std::string> confirm(notice_request& asked, channel_type via);

    conversation_store& store_;
    core_client& core_;
    dispatcher& out_;
    current_bundle conf_;
    clock_source now_;
    notice_settings settings_;
    std::uint64_t asked_{};
};

}  // namespace sapa
