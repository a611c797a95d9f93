// Any content of a reply: what is rendered is what the Graph API accepts, and no word is lost on the way.
#include "adapters/whatsapp/payload.hpp"

#include <algorithm>
#include "gateway/lab/graph_schema.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

namespace {

// The next piece of the input, up to a '|'.
std::string next(std::string_view& rest)
{
    const auto end = std::min(rest.find('|'), rest.size());
    std::string piece(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    if (size < 2)
        return 0;
    std::string_view rest{reinterpret_cast<const char*>(octets) + 2, size - 2};
    mt_message message;
    message.via = channel_type::whatsapp;
    message.recipient = octets[0] & 1 ? "6281200000001" : "ID.13491208655302741918";
    message.content.spoken = all_languages[octets[0] >> 6];
    message.content.text = next(rest);
    for (int repeat = (octets[0] >> 1) & 7; repeat > 0; --repeat)
        message.content.text += message.content.text.substr(0, 5000);
    message.content.list_title = next(rest);
    for (int buttons = octets[1] & 7; buttons > 0; --buttons)
        message.content.buttons.push_back({next(rest), next(rest), ""});
    for (int rows = octets[1] >> 4; rows > 0; --rows)
        message.content.rows.push_back({next(rest), next(rest), next(rest)});
    if (octets[1] & 8)
        message.content.template_name = "pengingat";
    message.content.template_values.push_back(next(rest));

    for (const bool free_form : {true, false}) {
        const auto bodies = whatsapp::render(message, "42", free_form);
        for (const auto& body : bodies) {
            const auto read = lab::read_graph_message(body);
            require(read.code == 0, "the Graph API accepts what we render");
            require(read.message.buttons.size() <= 10, "at most ten choices");
            require((read.message.reference == "42") == (&body == &bodies.back()),
                    "the last body carries the reference");
        }
    }
    return 0;
}
