// Bodies of webhooks as Meta sends them, made by the lab. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/mo_message.hpp"
#include "gateway/model/time.hpp"

namespace sapa::lab {

// Who writes to which number.
struct graph_person
{
    std::string number{};   // digits; empty: a user without a visible number
    std::string user_id{};  // BSUID, may be empty
    std::string name{};
    std::string identity_key_hash{};  // empty: the identity check is off
};
struct graph_number
{
    std::string phone_number_id{}, display_phone_number{};
};

// One element of `messages`, as JSON.
std::string text_update(const graph_person& from, std::string_view wamid, std::string_view text, instant at);
// A button (list false) or a list row that was pressed; `context` is the wamid of the message that offered
// it.
std::string press_update(const graph_person& from, std::string_view wamid, std::string_view id,
                         std::string_view title, bool list, std::string_view context, instant at);
std::string image_update(const graph_person& from, std::string_view wamid, std::string_view caption,
                         instant at);
std::string location_update(const graph_person& from, std::string_view wamid, geo_point place, instant at);
// Any other type with this content (JSON), for instance audio, sticker, reaction, system.
std::string other_update(const graph_person& from, std::string_view wamid, std::string_view type,
                         std::string_view content, instant at);

// One element of `statuses`. `error` 0: none.
std::string status_update(std::string_view recipient, std::string_view wamid, std::string_view status,
                          std::string_view reference, int error, instant at);

// The whole body, of one change: any number of messages and statuses.
std::string webhook_body(const graph_number& to, const std::vector<graph_person>& contacts,
                         const std::vector<std::string>& messages,
                         const std::vector<std::string>& statuses = {});
// An answer of a person from the business's own app.
std::string echo_body(const graph_number& by, std::string_view to, std::string_view wamid,
                      std::string_view text, instant at);

}  // namespace sapa::lab
