// The first who asks leads; the others wait for its answer.
#include "gateway/core/sharing_core.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include "gateway/async/machine.hpp"

namespace sapa {
namespace {

std::string key_of(const core_question& question)
{
    std::string key;
    key.reserve(96);
    key.append(question.operation).append(1, '\0').append(to_string(question.via)).append(1, '\0');
    key.append(question.phone ? question.phone->digits() : std::string());
    for (const auto& [name, value] : question.arguments)
        key.append(1, '\0').append(name).append(1, '\0').append(value);
    return key;
}

}  // namespace

struct sharing_core::flight
{
    std::optional<core_answer> answer{};
    std::optional<timer> landed{};  // made by the first who waits; cancelled when it is over
    bool over{};
};

sharing_core::sharing_core(core_client& inner, metrics& counters)
    : inner_(inner),
      shared_(counters.count("sapa_core_shared_total", "Questions answered by another's query."))
{
}

async<core_answer> sharing_core::ask(core_question question)
{
    const auto* operation = find_operation(question.operation);
    if (!operation || operation->write())
        co_return co_await inner_.ask(std::move(question));
    auto key = key_of(question);
    for (auto at = flights_.find(key); at != flights_.end(); at = flights_.find(key)) {
        const auto joined = at->second;
        if (!joined->landed)
            joined->landed.emplace(co_await asio::this_coro::executor, timer::time_point::max());
        boost::system::error_code ignored;
        while (!joined->over)
            co_await joined->landed->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (joined->answer) {
            shared_.add();
            co_return *joined->answer;
        }
        // The leader was cancelled: somebody else leads.
    }
    co_return co_await lead(std::move(key), std::move(question));
}

async<core_answer> sharing_core::lead(std::string key, core_question question)
{
    struct landing
    {
        sharing_core& owner;
        std::string key;
        std::shared_ptr<flight> mine;
        ~landing()
        {
            mine->over = true;
            owner.flights_.erase(key);
            if (mine->landed)
                mine->landed->cancel();
        }
    };
    landing own{*this, std::move(key), std::make_shared<flight>()};
    flights_.emplace(own.key, own.mine);
    auto answer = co_await inner_.ask(std::move(question));
    if (own.mine->landed)
        own.mine->answer = answer;
    co_return answer;
}

}  // namespace sapa
