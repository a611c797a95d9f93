// One request to the gateway of a road.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <optional>
#include "gateway/http/client.hpp"
#include "tests/faults/road.hpp"

namespace sapa::faults {

// The answer; status 0 where none came. `at`: "127.0.0.1:port".
inline http_response ask(road& world, const std::string& at, http_request request)
{
    http_client_options where;
    where.base_url = "http://" + at;
    where.timeout = std::chrono::seconds(30);
    http_client client(world.io().get_executor(), where);
    std::optional<http_response> answer;
    auto send = [&]() -> async<void> {
        auto got = co_await client.send(std::move(request), true);
        if (!got)
            ADD_FAILURE() << at << ": " << got.error().message();
        answer = got ? std::move(*got) : http_response{.status = 0};
    };
    asio::co_spawn(world.io(), send(), [](std::exception_ptr failure) {
        if (failure)
            ADD_FAILURE() << describe(failure);
    });
    world.until([&] { return answer.has_value(); });
    return answer.value_or(http_response{.status = 0});
}

// From the private listener, with the token of this machine.
inline http_response get(road& world, const std::string& path)
{
    std::string token;
    std::ifstream(world.folder() / "sapa.db.token") >> token;
    http_request request;
    request.target = path;
    request.fields.emplace_back("Authorization", "Bearer " + token);
    return ask(world, world.admin(), std::move(request));
}

}  // namespace sapa::faults
