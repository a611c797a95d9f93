#include "gateway_life.hpp"

#include "gateway/async/within.hpp"
#include "gateway/model/cache_folder.hpp"
#include "gateway/pipeline/store_errors.hpp"
#include "graph_peer.hpp"
#include "smsc_peer.hpp"

namespace sapa::simulation {
namespace {

std::shared_ptr<const bundle> shipped()
{
    static const auto loaded = [] {
        std::vector<finding> findings;
        return bundle::load(SOURCE_DIR "/conf", cache_folder(), findings);
    }();
    return loaded;
}

core_settings core_service()
{
    core_settings made;
    made.base_url = "http://core.simulated";
    return made;
}

std::vector<whatsapp::account> our_numbers()
{
    whatsapp::account made;
    made.phone_number_id = phone_number_id;
    made.app_secrets = {std::string(app_secret)};
    made.access_token = [] { return std::string("token"); };
    made.graph_url = "https://graph.simulated/v25.0";
    made.user_per_minute = 60;
    return {made};
}

notice_settings notices_of()
{
    notice_settings made;
    made.sms_account = "";
    made.whatsapp_account = phone_number_id;
    return made;
}

}  // namespace

gateway_life::gateway_life(world& in, witness& seen, disk& on, const life_settings& with)
    : in_(in),
      seen_(seen),
      with_(with),
      tasks_(io_.get_executor(),
             [this](std::string_view task, std::exception_ptr failure) {
                 in_.violated("task {} ended by {}", task, describe(failure));
             }),
      store_(io_.get_executor(), in, seen, on),
      core_(make_core_client(
          io_.get_executor(), core_service(), [] { return std::string("token"); }, meters_)),
      north_(io_.get_executor(), account(),
             {.store = store_,
              .begin_work = [this](admission a, mo_message m) { road_.begin(std::move(a), std::move(m)); },
              .has_room = [this] { return road_.has_room(); }}),
      sms_out_({&north_}),
      whatsapp_out_(io_.get_executor(), our_numbers(), windows_, system_now, meters_),
      out_(store_, {&sms_out_, &whatsapp_out_}, system_now, tasks_, meters_,
           {.longest_wait = seconds(60), .account_pause = seconds(20)}, notices_of()),
      road_(store_, *core_, out_, shipped, system_now, tasks_, meters_, road_settings()),
      notices_(store_, *core_, out_, shipped, system_now, notices_of()),
      webhooks_(
          our_numbers(), store_,
          [this](admission a, mo_message m) { road_.begin(std::move(a), std::move(m)); },
          [this] { return road_.has_room(); }, system_now, windows_, meters_)
{
    north_.when_room([this] { out_.pump(); });
    webhooks_.when_status([this](delivery_report report, std::optional<failure> why) {
        return note_status(std::move(report), std::move(why));
    });
    webhooks_.add_routes(routes_);
    tasks_.spawn("dispatcher", pump());
    tasks_.spawn("promises", road_.run());
    tasks_.spawn("recovery", begin());
    in_.note("the gateway starts");
}

// The world goes dark first, so that what still runs reaches nobody; then all that waits is dropped, and at
// last the parts.
gateway_life::~gateway_life()
{
    in_.note("the gateway dies");
    ++in_.life;
    in_.graph->door_closes();
    store_.die();
    cut_all();
    run_ready();
    store_.die();
    io_.drop_all();
}

sms::smpp_account gateway_life::account() const
{
    sms::smpp_account made;
    made.name = "north";
    made.binds = with_.binds;
    made.window = with_.window;
    made.user_message_reference = true;
    made.reconnect.most = std::chrono::milliseconds(8000);
    return made;
}

pipeline_settings gateway_life::road_settings()
{
    pipeline_settings made;
    made.in_work_max = with_.in_work_max;
    made.promised.deadline = with_.deadline;
    made.show_waiting = [this](const mo_message& asked) {
        if (asked.via == channel_type::whatsapp)
            tasks_.spawn("typing", whatsapp_out_.show_typing(asked.account, asked.provider_id));
    };
    return made;
}

async<void> gateway_life::begin()
{
    for (bool done = false; !done;) {
        try {
            co_await road_.recover();
            done = true;
        } catch (const store_full&) {
        }
        if (!done)
            co_await pause_for(seconds(1));
    }
    in_.graph->door = [this](http_request request, std::function<void(int)> answered) {
        tasks_.spawn("webhook", take_webhook(std::move(request), std::move(answered)));
    };
    tasks_.spawn("sms north", north_.run());
}

// As dispatcher::run(), but slower where nothing waits.
async<void> gateway_life::pump()
{
    for (;;) {
        out_.pump();
        check_bounds();
        co_await pause_for(milliseconds(out_.waiting() > 0 ? 40 : 500));
    }
}

async<void> gateway_life::take_webhook(http_request request, std::function<void(int)> answered)
{
    const auto response = co_await routes_.answer(std::move(request));
    answered(response.status);
}

async<void> gateway_life::note_status(delivery_report report, std::optional<failure> why)
{
    if (report.what != delivery_report::state::failed)
        out_.settle_unknown(report.reference);
    else if (why)
        co_await out_.failed_later(std::move(report), std::move(*why));
}

async<void> gateway_life::send_notice(notice_request asked)
{
    try {
        const auto told = co_await notices_.start(std::move(asked));
        in_.note("notice: {}", told.skipped.empty() ? "stored" : told.skipped);
    } catch (const store_full&) {
        in_.note("notice: the store is full");
    }
}

void gateway_life::notify(notice_request asked) { tasks_.spawn("notice", send_notice(std::move(asked))); }

void gateway_life::run_ready()
{
    do
        in_.next_timer = time_point::max();
    while (io_.poll() > 0);
}

bool gateway_life::idle() const { return road_.in_work() == 0 && out_.waiting() == 0 && store_.idle(); }

std::string gateway_life::standing() const
{
    return fmt::format("{} in work, {} replies wait, link {}", road_.in_work(), out_.waiting(),
                       north_.bound() ? "bound" : "not bound");
}

// Beyond the limit come only those that were on their way when it was reached: being stored, or recovered.
void gateway_life::check_bounds() const
{
    constexpr std::size_t on_their_way = 150;
    if (road_.in_work() > with_.in_work_max + on_their_way)
        in_.violated("{} questions in memory", road_.in_work());
}

}  // namespace sapa::simulation
