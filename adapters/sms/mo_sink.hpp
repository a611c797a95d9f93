// Where questions go: the store that makes them durable, and the pipeline that works on them meanwhile.
#pragma once
#include <functional>
#include "gateway/model/mo_message.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::sms {

// The store outlives the accounts. All calls on the io thread.
struct mo_sink
{
    conversation_store& store;
    // Called as soon as a question is admitted, before its commit ends; never for a duplicate. Must not block
    // and must not throw.
    std::function<void(admission, mo_message)> begin_work;
    // false: no more work is taken, the SMSC gets ESME_RMSGQFUL. Empty: always room.
    std::function<bool()> has_room{};
    // UTC now. Empty: the system's clock.
    std::function<instant()> now{};
    // From a message's arrival to its acknowledgement. Null: not measured.
    metrics::histogram* receive_seconds{};
};

}  // namespace sapa::sms
