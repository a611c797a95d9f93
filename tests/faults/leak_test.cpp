// After many messages of every kind, and errors of every kind, no personal number, name or token stands in
// any file or answer; and once a day's keys are destroyed its texts can be read from none.
#include <fstream>
#include <set>
#include "adapters/whatsapp/signature.hpp"
#include "gateway/lab/graph_webhooks.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"
#include "tests/faults/ask_http.hpp"
#include "tests/faults/leak_scan.hpp"
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

namespace fs = std::filesystem;
using testing::Test;

constexpr std::string_view stem = "Zulfikrawan";
const std::string tokens[] = {"core-token-5d1f", "secret7e",        "app-secret-77aa",
                              "verify-token-9c", "access-token-31", "api-token-40b2"};

std::string nik_of(std::size_t i) { return std::to_string(3275014101700000ULL + i); }
std::string name_of(std::size_t i)
{
    std::string name(stem);
    name += ' ';
    for (auto rest = i + 1; rest > 0; rest /= 26)
        name += static_cast<char>('a' + rest % 26);
    return name;
}
std::string spaced(std::string digits)
{
    for (std::size_t at = 4; at < digits.size(); at += 5)
        digits.insert(at, " ");
    return digits;
}

lab::people named_people(std::size_t count, const fs::path& file)
{
    boost::json::array list;
    for (std::size_t i = 0; i < count; ++i)
        list.push_back({{"participant_no", faults::number_of(i)},
                        {"nik", nik_of(i)},
                        {"name", name_of(i)},
                        {"phones", boost::json::array{faults::phone_of(i)}}});
    std::ofstream(file) << boost::json::serialize(list);
    auto known = lab::people::read(file);
    fs::remove(file);
    return known;
}

std::string text_of(std::size_t i)
{
    const auto number = faults::number_of(i);
    switch (i % 8) {
        case 0:
            return "DAFTAR SALDO#" + nik_of(i) + "#" + name_of(i) + "#14-01-1970#" + number;
        case 1:
            return "STATUS KLAIM " + number;
        case 2:
            return "nama saya " + name_of(i) + " nomor peserta " + spaced(number) + " tolong cek saldo";
        case 3:
            return "LAPOR saya " + name_of(i) + " NIK " + nik_of(i) + " HP " + faults::phone_of(i) +
                   " kartu belum jadi sejak bulan lalu";
        case 4:
            return "IURAN " + number;
        case 5:
            return "SALDO " + faults::number_of(i + 1);  // registered to this phone or another
        default:
            return "SALDO " + number;
    }
}

std::string read(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class leak : public Test
{
public:
    leak() : people_file_(fs::temp_directory_path() / ("sapa-leak-" + std::to_string(::getpid()) + ".json"))
    {
        for (std::size_t i = 0; i < total_ + 2; ++i) {
            scan_.add_number(faults::number_of(i));
            scan_.add_number(nik_of(i));
            scan_.add_number(faults::phone_of(i));
            scan_.add_number("0" + faults::phone_of(i).substr(2));
        }
        scan_.add_word(stem);
        for (const auto& token : tokens)
            scan_.add_word(token);
    }

protected:
    void expect_clean(const std::string& where, std::string_view octets) const
    {
        const auto found = scan_.find(octets);
        EXPECT_TRUE(found.empty()) << found.size() << " in " << where << ", the first: " << found.front();
    }

    // Every file of the folder but our own settings and the token of this machine.
    void expect_clean_files(const faults::road& world)
    {
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(world.folder())) {
            const auto name = entry.path().filename().string();
            if (!entry.is_regular_file() || name == "overlay.yaml" || name.ends_with(".token"))
                continue;
            expect_clean(name, read(entry.path()));
            ++files;
        }
        EXPECT_GE(files, 5u);
    }

    void expect_clean_errors(faults::road& world, const std::string& at);

    std::size_t total_{faults::from_environment("SAPA_LEAK_MESSAGES", 1200)};
    fs::path people_file_;
    faults::leak_scan scan_{};
};

// Requests that are refused, each with a number where a careless message would repeat it.
void leak::expect_clean_errors(faults::road& world, const std::string& at)
{
    const auto number = faults::number_of(3), phone = faults::phone_of(3), name = name_of(3);
    struct row
    {
        std::string where, method, target, body;
    };
    const row rows[] = {
        {at, "POST", "/webhooks/whatsapp", R"({"entry":[{"changes":[{"value":{"from":")" + phone},
        {at, "POST", "/webhooks/sms/" + phone, "text=SALDO+" + number},
        {at, "GET", "/webhooks/whatsapp?hub.verify_token=" + tokens[2], ""},
        {at, "GET", "/saldo/" + number + "?name=" + percent_encode(name), ""},
        {world.admin(), "GET", "/api/messages/" + number, ""},
        {world.admin(), "POST", "/api/links/" + phone + "/suspend", ""},
        {world.admin(), "POST", "/api/outbox/" + number + "/drop", ""},
        {world.admin(), "POST", "/api/notices",
         R"({"kind":"balance","to":")" + phone + R"(","about":")" + number},
        {world.admin(), "POST", "/api/notices",
         R"({"kind":"x","to":")" + phone + R"(","about":")" + number + R"(","values":{"name":")" + name +
             "\"}}"},
    };
    for (const auto& row : rows)
        for (const bool known : {false, true}) {
            http_request request{.method = row.method, .target = row.target, .body = row.body};
            request.fields.emplace_back("Authorization",
                                        "Bearer " + (known ? tokens[5] : "wrong" + tokens[5]));
            const auto answer = faults::ask(world, row.where, std::move(request));
            EXPECT_GE(answer.status, 400) << row.target;
            auto told = answer.body;
            for (const auto& [field, value] : answer.fields)
                told += "\n" + field + ": " + value;
            expect_clean("the answer to " + row.method + " " + row.target.substr(0, 15), told);
        }
}

}  // namespace

TEST_F(leak, NothingPersonalStandsInAnyFileOrAnswer)
{
    faults::road world("leak", named_people(total_ + 2, people_file_), {.others = R"(whatsapp:
  phone_number_id: "106540352242922"
  app_secret: app-secret-77aa
  verify_token: verify-token-9c
  access_token: access-token-31
  graph_url: "http://127.0.0.1:9/v25.0"
api: {tokens: [{name: tester, roles: admin, token: api-token-40b2}]}
log: {level: debug}
)"});
    world.core.faults = {.fail_percent = 5, .cut_percent = 2, .wrong_body_percent = 2};
    std::size_t replies = 0;
    world.smsc->when_reply([&](const lab::smsc_reply&) { ++replies; });
    world.start_and_bind();
    const auto public_at = world.gateway->logged("listening", "public");
    for (std::size_t i = 0; i < total_; ++i) {
        world.smsc->ask(faults::phone_of(i), text_of(i));
        ASSERT_TRUE(i % 200 != 0 || world.until([&] { return replies + 1000 >= i; }));
    }
    // WhatsApp: its Graph API does not answer, so that what is sent stays in the outbox.
    for (std::size_t i = 0; i < total_ / 20; ++i) {
        lab::graph_person person{.number = faults::phone_of(i), .name = name_of(i)};
        auto body = lab::webhook_body(
            {"106540352242922", "622150811000"}, {person},
            {lab::text_update(person, "wamid." + std::to_string(i), text_of(i), system_now())});
        http_request post{.method = "POST", .target = "/webhooks/whatsapp", .body = body};
        post.fields.emplace_back("X-Hub-Signature-256", whatsapp::sign(body, tokens[2]));
        ASSERT_EQ(faults::ask(world, public_at, std::move(post)).status, 200);
    }
    ASSERT_TRUE(world.until([&] {
        return world.smsc->open_questions() == 0 && world.ledger().at("in_work") == 0;
    })) << boost::json::serialize(world.ledger());
    EXPECT_TRUE(world.until([&] { return replies >= total_ * 9 / 10; })) << replies;
    expect_clean_errors(world, public_at);
    expect_clean("metrics", faults::get(world, "/metrics").body);
    expect_clean("links", faults::get(world, "/api/links").body);
    expect_clean("outbox", faults::get(world, "/api/outbox").body);
    expect_clean("a message", faults::get(world, "/api/messages/3").body);
    world.gateway->kill();
    expect_clean_files(world);

    asio::io_context io;
    sqlite_settings opened;
    opened.url = "sqlite:" + (world.folder() / "sapa.db").string();
    opened.keys = (world.folder() / "keys").string();
    {
        sqlite_store store(io.get_executor(), opened);
        store.back_up((world.folder() / "copy.db").string());
        expect_clean("the back-up", read(world.folder() / "copy.db"));
        std::set<std::string> texts;
        for (std::size_t i = 0; i < total_; ++i)
            texts.insert(text_of(i));
        EXPECT_TRUE(texts.contains(store.timeline(3, true).at(0).words))
            << "before the key goes it can be read";
    }
    // The day's keys are destroyed: here, and in no file that is left.
    std::vector<std::string> keys;
    for (const auto& entry : fs::directory_iterator(world.folder() / "keys"))
        if (entry.path().filename() != "lookup.key")
            keys.push_back(read(entry.path()));
    ASSERT_GE(keys.size(), 4u);
    {
        store::keyring ring(world.folder() / "keys");
        for (const auto kind : {store::text_kind::message, store::text_kind::reply, store::text_kind::state,
                                store::text_kind::sender, store::text_kind::core, store::text_kind::part})
            ring.destroy_before(kind, store::day_of(system_now()) + 1);
    }
    for (const auto& entry : fs::recursive_directory_iterator(world.folder()))
        if (entry.is_regular_file()) {
            for (const auto& key : keys)
                EXPECT_EQ(read(entry.path()).find(key), std::string::npos) << entry.path();
        }
    sqlite_store store(io.get_executor(), opened);
    for (row_id inbox = 1; inbox <= 20; ++inbox)
        for (const auto& step : store.timeline(inbox, true))
            if (step.what == "received" || step.what == "reply") {
                EXPECT_NE(step.words.find("(expired)"), std::string::npos) << step.words;
            }
    EXPECT_EQ(store.search(faults::phone_of(3), 1, true).at(0).sender, "(expired)");
    expect_clean_files(world);
}

// The proof that the scan can fail.
TEST_F(leak, PlantedValuesAreFound)
{
    const auto number = faults::number_of(5);
    auto hyphens = number, dots = number;
    for (std::size_t at = 4; at < hyphens.size(); at += 5) {
        hyphens.insert(at, "-");
        dots.insert(at, ".");
    }
    const auto phone = faults::phone_of(5);
    const std::string planted[] = {
        "a line with " + number + " in it",
        "x" + spaced(number) + "y",
        hyphens,
        dots,
        percent_encode(spaced(number)),
        "msisdn=%2B" + phone,
        "+62 " + phone.substr(2, 3) + "-" + phone.substr(5),
        "0" + phone.substr(2),
        "99" + nik_of(7) + "99",
        "who=" + percent_encode(name_of(5)),
        "zulfikrawan",
        "ZULFIKRAWAN X",
        std::string("\0\x01 binary \xff", 11) + number + std::string("\0", 1),
        "Authorization: Bearer " + tokens[4],
        percent_encode("token=" + tokens[2]),
    };
    for (const auto& text : planted)
        EXPECT_FALSE(scan_.find(text).empty()) << text;
    for (const auto* harmless : {"...0001", "2026-11-25T10:00:00.123Z", "Rp12.345.678", "3171", "62812"})
        EXPECT_TRUE(scan_.find(harmless).empty()) << harmless;
}
