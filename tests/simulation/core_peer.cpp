#include "core_peer.hpp"

#include "gateway/async/clock.hpp"

namespace sapa::simulation {
namespace {

http_response problem(int status, std::string_view code)
{
    http_response answer;
    answer.status = status;
    answer.fields.emplace_back("Content-Type", "application/problem+json");
    answer.body = fmt::format(R"({{"type":"about:blank","status":{},"code":"{}"}})", status, code);
    return answer;
}

// The first balance that was told is told to everybody.
void mix_up(std::string& body)
{
    static thread_local std::string first;
    const auto begins = body.find("\"total\":");
    if (begins == body.npos)
        return;
    const auto ends = body.find_first_of(",}", begins);
    if (first.empty())
        first = body.substr(begins, ends - begins);
    body.replace(begins, ends - begins, first);
}

}  // namespace

core_peer::core_peer(world& in_, lab::people known)
    : in(in_), core(std::move(known), SOURCE_DIR "/conf", in_.seed)
{
    in.core = this;
    core.add_routes(routes, system_now);
}

http_fate core_peer::fate_of(const http_request&)
{
    http_fate fate;
    fate.back = in.between(mood.least, mood.most);
    if (mood.down) {
        // A host that is gone refuses, or swallows what it is sent.
        fate.refused = in.percent(70);
        fate.silent = !fate.refused;
    } else {
        fate.silent = in.percent(mood.silent);
        fate.cut_after = in.percent(mood.cut);
    }
    return fate;
}

async<http_response> core_peer::serve(http_request request)
{
    ++asked;
    if (mood.down)
        co_return problem(503, "down");
    const std::string key(find_field(request.fields, "Idempotency-Key"));
    if (!key.empty()) {
        const auto [at, first] = writes.emplace(key, request.target + "\n" + request.body);
        if (!first && at->second != request.target + "\n" + request.body)
            in.violated("the write {} came again with other words", key);
    }
    const bool fails = in.percent(mood.failing), busy = in.percent(mood.busy);
    in.note("core: {} {}{}", request.method, path_of(request.target), fails ? " fails" : busy ? " busy" : "");
    if (fails)
        co_return problem(500, "internal");
    if (busy)
        co_return problem(429, "too_many_requests");
    auto answer = co_await routes.answer(std::move(request));
    if (mixes_up)
        mix_up(answer.body);
    co_return answer;
}

}  // namespace sapa::simulation
