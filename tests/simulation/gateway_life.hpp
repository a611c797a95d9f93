// One life of the gateway: every part that app_parts.cpp joins but its sockets' servers and its thread, from
// start to crash. All of it is lost at the end; the disk is not.
#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include "adapters/sms/sms_channel.hpp"
#include "adapters/whatsapp/graph_client.hpp"
#include "adapters/whatsapp/webhook_handler.hpp"
#include "disk_store.hpp"
#include "gateway/core/core_stack.hpp"
#include "gateway/pipeline/dispatcher.hpp"
#include "gateway/pipeline/notice_sender.hpp"
#include "gateway/pipeline/pipeline.hpp"
#include "witness.hpp"

namespace sapa::simulation {

struct life_settings
{
    std::size_t in_work_max{60};
    seconds deadline{600};  // of promises
    int binds{1};
    std::size_t window{10};
};

class gateway_life
{
public:
    gateway_life(world& in, witness& seen, disk& on, const life_settings& with);
    ~gateway_life();  // as by SIGKILL

    // Runs what is ready; the clock stands still.
    void run_ready();
    void notify(notice_request asked);
    bool idle() const;
    std::string standing() const;

private:
    // Can drop what its coroutines hold while the parts that they use still stand.
    struct mortal_loop : asio::io_context
    {
        using asio::io_context::io_context;
        void drop_all() { shutdown(); }
    };

    sms::smpp_account account() const;
    pipeline_settings road_settings();
    async<void> begin();
    async<void> pump();
    async<void> take_webhook(http_request request, std::function<void(int)> answered);
    async<void> note_status(delivery_report report, std::optional<failure> why);
    async<void> send_notice(notice_request asked);
    void check_bounds() const;

    world& in_;
    witness& seen_;
    life_settings with_;
    mortal_loop io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy_{io_.get_executor()};
    metrics meters_{};
    task_group tasks_;
    disk_store store_;
    std::unique_ptr<core_client> core_;
    sms::esme_account north_;
    sms::sms_channel sms_out_;
    whatsapp::customer_windows windows_{};
    whatsapp::whatsapp_channel whatsapp_out_;
    dispatcher out_;
    pipeline road_;
    notice_sender notices_;
    whatsapp::webhook_handler webhooks_;
    http_router routes_{};
};

}  // namespace sapa::simulation
