// What the lab's Graph API accepts as a message, and what it understands of it. Pure.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sapa::lab {

// A body of POST /{phone_number_id}/messages, as a person's phone would show it.
struct graph_message
{
    std::string phone_number_id{};
    std::string recipient{};  // digits without "+", or the user id
    std::string wamid{};      // given by the lab
    std::string type{};       // text, button, list, template, ...; "read" for a read mark
    std::string text{};       // body
    std::vector<std::pair<std::string, std::string>> buttons{};  // (id, title); or the rows of a list
    std::string list_label{};
    std::string reference{};  // biz_opaque_callback_data
    std::string identity_key_hash{};
    std::string read_of{};  // the message that was marked as read
    bool typing{};
    std::string body{};  // JSON as it came
};

struct graph_reading
{
    int code{};             // 0: accepted; else Meta's error code: 100, 131008, 131009, 131051
    std::string details{};  // which member is wrong
    graph_message message{};
};

// The rules of the outbound schema, and the sum of ten rows that it cannot say.
graph_reading read_graph_message(std::string_view body);

}  // namespace sapa::lab
