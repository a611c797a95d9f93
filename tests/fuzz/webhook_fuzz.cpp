// Any body of a webhook: read without failing, each item whole, each text fit for JSON.
#include "adapters/whatsapp/webhook.hpp"

#include <algorithm>
#include "adapters/whatsapp/units.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    const std::string_view body{reinterpret_cast<const char*>(octets), size};
    const auto told = whatsapp::read_webhook(body);
    require(!whatsapp::outcome_of(told).empty(), "every body has an outcome");
    require(told.is_json || (told.messages.empty() && told.statuses.empty()),
            "what is no JSON tells nothing");
    for (const auto& message : told.messages) {
        require(!message.id.empty(), "a message has an id");
        require(!message.from.empty() || !message.contact_user_id.empty(), "a message has a sender");
        const bool has_type = message.what != whatsapp::message_class::user || message.type.has_value();
        require(has_type, "what is for the bot has a type");
        auto text = message.text.value_or("");
        std::erase(text, '\0');
        require(whatsapp::clean_utf8(text) == text, "a text is UTF-8");
        require(!message.sent.at || message.sent.at->time_since_epoch().count() > 0, "a time is after 1970");
    }
    for (const auto& status : told.statuses)
        require(!status.id.empty() && !status.spelled.empty(), "a status has an id and a word");
    for (const auto& echo : told.echoes)
        require(!echo.to.empty(), "an echo names its person");
    return 0;
}
