// Builds the layers in their order.
#include "gateway/core/core_stack.hpp"

namespace sapa {
namespace {

http_client_options client_options(const core_settings& settings)
{
    http_client_options options;
    options.base_url = settings.base_url;
    options.connections = settings.connections;
    options.pipelined = settings.pipelined;
    options.timeout = options.waiting_timeout = settings.timeout;
    options.body_max = 256 << 10;
    options.ca_file = settings.ca_file;
    return options;
}

patience limits_of(const core_settings& settings)
{
    auto limits = settings.limits;
    limits.budget = settings.timeout;
    return limits;
}

class core_stack : public core_client
{
public:
    core_stack(asio::any_io_executor executor, const core_settings& settings, token_source token,
               metrics& counters)
        : http_(std::move(executor), client_options(settings)),
          plain_(http_, std::move(token), counters),
          patient_(plain_, limits_of(settings), counters),
          shared_(patient_, counters)
    {
    }
    async<core_answer> ask(core_question question) override { return shared_.ask(std::move(question)); }

private:
    http_client http_;
    http_core_client plain_;
    patient_core patient_;
    sharing_core shared_;
};

}  // namespace

std::unique_ptr<core_client> make_core_client(asio::any_io_executor executor, core_settings settings,
                                              token_source token, metrics& counters)
{
    return std::make_unique<core_stack>(std::move(executor), settings, std::move(token), counters);
}

}  // namespace sapa
