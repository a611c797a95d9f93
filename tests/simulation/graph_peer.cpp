#include "graph_peer.hpp"

#include <utility>
#include "adapters/whatsapp/signature.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/pipeline/reference.hpp"

namespace sapa::simulation {
namespace {

const lab::graph_number our_number{std::string(phone_number_id), "622150811000"};

http_response json_answer(int status, std::string body)
{
    http_response answer;
    answer.status = status;
    answer.fields.emplace_back("Content-Type", "application/json");
    answer.body = std::move(body);
    return answer;
}

http_response error_answer(int status, int code)
{
    return json_answer(
        status, fmt::format(R"({{"error":{{"message":"{0}","type":"OAuthException","code":{0}}}}})", code));
}

}  // namespace

void graph_peer::ask(std::vector<question> asked)
{
    webhook made;
    std::vector<std::string> updates;
    std::vector<lab::graph_person> contacts;
    for (auto& one : asked) {
        lab::graph_person person{.number = one.sender};
        updates.push_back(
            lab::text_update(person, fmt::format("wamid.Q{}", one.number), one.text, system_now()));
        contacts.push_back(std::move(person));
        made.questions.push_back(one.number);
    }
    made.body = lab::webhook_body(our_number, contacts, updates);
    ++open;
    post(std::move(made));
}

// Again and again until it is taken; now and then once more after that.
void graph_peer::post(webhook what)
{
    if (!door)
        return post_again(std::move(what));
    http_request request;
    request.method = "POST";
    request.target = "/webhooks/whatsapp";
    request.fields.emplace_back("X-Hub-Signature-256", whatsapp::sign(what.body, app_secret));
    request.body = what.body;
    const auto number = ++posts;
    posted.emplace(number, std::move(what));
    door(std::move(request), [this, number](int status) { answered(number, status); });
}

void graph_peer::post_again(webhook what)
{
    const auto later = in.between(milliseconds(500), milliseconds(3000 + 3000 * std::min(what.tries, 5)));
    ++what.tries;
    in.in(later, [this, what = std::move(what)]() mutable { post(std::move(what)); });
}

void graph_peer::answered(std::uint64_t number, int status)
{
    auto found = posted.extract(number);
    if (found.empty())
        return;
    auto& what = found.mapped();
    if (status != 200 || in.percent(mood.cut))
        return post_again(std::move(what));
    for (const auto question : what.questions)
        seen.acknowledged(question);
    what.questions.clear();
    if (in.percent(mood.twice))
        return post_again(std::move(what));
    --open;
}

void graph_peer::door_closes()
{
    door = nullptr;
    for (auto& [number, what] : std::exchange(posted, {}))
        post_again(std::move(what));
}

http_fate graph_peer::fate_of(const http_request&)
{
    http_fate fate;
    fate.there = in.between(milliseconds(2), milliseconds(30));
    fate.back = in.between(milliseconds(10), mood.slowest);
    fate.refused = mood.unreachable;
    fate.silent = in.percent(mood.silent);
    fate.cut_after = in.percent(mood.cut);
    return fate;
}

http_response graph_peer::serve(const http_request& request)
{
    const auto read = lab::read_graph_message(request.body);
    if (read.code != 0) {
        in.violated("the Graph API cannot read a message of ours: {}", read.details);
        return error_answer(400, read.code);
    }
    if (read.message.type == "read")
        return json_answer(200, R"({"success":true})");
    if (in.percent(mood.throttled))
        return error_answer(429, 130429);
    if (in.percent(mood.pair_rate))
        return error_answer(400, 131056);
    if (in.percent(mood.failing))
        return error_answer(500, 131000);
    auto message = read.message;
    message.wamid = fmt::format("wamid.R{}", ++wamids);
    // Replies that waited together may have become one message.
    for (const auto row : rows_of(message.reference))
        seen.delivered({.via = channel_type::whatsapp,
                        .outbox = row,
                        .recipient = message.recipient,
                        .text = message.text});
    for (const std::string_view status : {"sent", "delivered", "read"})
        if (in.percent(mood.statuses))
            tell(message, status);
    return json_answer(
        200, fmt::format(R"({{"messaging_product":"whatsapp","contacts":[{{"input":"{0}","wa_id":"{0}"}}],)"
                         R"("messages":[{{"id":"{1}"}}]}})",
                         message.recipient, message.wamid));
}

// In any order, also before the answer to the request.
void graph_peer::tell(const lab::graph_message& about, std::string_view status)
{
    webhook made;
    made.body = lab::webhook_body(
        our_number, {}, {},
        {lab::status_update(about.recipient, about.wamid, status, about.reference, 0, system_now())});
    in.in(in.between(milliseconds(0), milliseconds(4000)), [this, made = std::move(made)]() mutable {
        ++open;
        post(std::move(made));
    });
}

}  // namespace sapa::simulation
