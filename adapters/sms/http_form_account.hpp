// One operator's HTTP form at work: questions come as requests to us, replies leave as requests to the
// operator.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <functional>
#include <string>
#include "adapters/sms/http_form.hpp"
#include "adapters/sms/mo_sink.hpp"
#include "adapters/sms/throttle.hpp"
#include "gateway/http/client.hpp"
#include "gateway/pipeline/channel.hpp"

namespace sapa::sms {

class http_form_account final : public channel
{
public:
    // Throws where check_form finds a fault. The sink's store outlives the account.
    http_form_account(asio::any_io_executor executor, http_form form, mo_sink sink);

    const http_form& form() const { return form_; }
    // The same form with other secrets: for requests from now on. Its operator's host stays.
    void use(http_form form) { form_ = std::move(form); }

    // GET|POST /webhooks/sms/{name}: answers after the commit; 503 where it cannot be stored now.
    async<http_response> receive(http_request request);

    bool serves(channel_type via, std::string_view account) const override
    {
        return via == channel_type::sms && account == form_.name;
    }
    // See mt_road.
    void only_while(std::function<bool()> may_send) { may_send_ = std::move(may_send); }
    void share_rate(int nodes) { throttle_.share(nodes); }
    std::size_t room(std::string_view account) const override;
    // A long text is one request: the operator cuts it.
    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment) override;

private:
    http_form form_;
    mo_sink sink_;
    http_client client_;
    mutable smpp::throttle throttle_;
    std::function<bool()> may_send_{[] { return true; }};
    std::size_t in_flight_{};
};

}  // namespace sapa::sms
