// Finds the route of a request; faults become answers.
#include <optional>
#include <typeinfo>
#include "gateway/http/server.hpp"
#include "gateway/observe/log.hpp"

namespace sapa {
namespace {

// Cuts the first segment off a path: "/a/b" -> "a", leaving "/b".
std::string_view cut_segment(std::string_view& path)
{
    if (!path.empty())
        path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

bool is_capture(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// The captured parts, or nullopt where the template is of another path.
std::optional<http_fields> match(std::string_view pattern, std::string_view path)
{
    http_fields captured;
    if (!path.starts_with('/'))
        return std::nullopt;
    while (!pattern.empty() && !path.empty()) {
        const auto whole_rest = path;
        auto wanted = cut_segment(pattern);
        const auto found = cut_segment(path);
        if (!is_capture(wanted)) {
            if (wanted != found)
                return std::nullopt;
            continue;
        }
        wanted = wanted.substr(1, wanted.size() - 2);
        if (wanted.ends_with("...")) {
            wanted.remove_suffix(3);
            captured.emplace_back(wanted, percent_decode(whole_rest.substr(1)));
            return captured;
        }
        if (found.empty())
            return std::nullopt;
        captured.emplace_back(wanted, percent_decode(found));
    }
    if (!pattern.empty() || !path.empty())
        return std::nullopt;
    return captured;
}

http_response plain(int status, std::string text)
{
    http_response answer;
    answer.status = status;
    answer.fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
    answer.body = std::move(text);
    return answer;
}

http_response wrong_method(std::string allowed)
{
    auto answer = plain(405, "method not allowed\n");
    answer.fields.emplace_back("Allow", std::move(allowed));
    return answer;
}

}  // namespace

void http_router::on(std::string method, std::string path, http_handler handler)
{
    const bool literal = path.find('{') == path.npos;
    route added{std::move(method), std::move(path), std::move(handler), literal};
    routes_.push_back(std::move(added));
}

async<http_response> http_router::answer(http_request request) const
{
    std::string allowed;
    const route* chosen = nullptr;
    const auto path = path_of(request.target);
    for (const auto& candidate : routes_) {
        if (candidate.literal && candidate.path != path)
            continue;
        auto captured = match(candidate.path, path);
        if (!captured)
            continue;
        const bool head = request.method == "HEAD" && candidate.method == "GET";
        if (candidate.method != request.method && !head) {
            allowed += (allowed.empty() ? "" : ", ") + candidate.method;
            continue;
        }
        request.route = candidate.path;
        request.captured = std::move(*captured);
        chosen = &candidate;
        break;
    }
    if (chosen == nullptr)
        co_return allowed.empty() ? plain(404, "no such path\n") : wrong_method(std::move(allowed));
    try {
        co_return co_await chosen->handler(std::move(request));
    } catch (const std::exception& thrown) {
        // What was thrown may quote personal data: neither the answer nor the log repeats it.
        log_event(log_level::error, "http_handler_failed",
                  {{"route", chosen->path}, {"exception", typeid(thrown).name()}});
    }
    co_return plain(500, "internal error\n");
}

}  // namespace sapa
