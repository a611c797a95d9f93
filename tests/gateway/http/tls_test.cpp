// TLS on both sides, with certificates made for the test.
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/system/system_error.hpp>
#include <cstdlib>
#include <fstream>
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"

namespace sapa {
namespace {

struct tls_test : testing::Test
{
    asio::io_context io{1};
    const std::string folder = testing::TempDir();
    std::unique_ptr<http_server> server{};

    // Certificate and key of these names, signed by itself.
    std::string certificate(const std::string& name, const std::string& names)
    {
        const auto base = folder + "sapa_tls_" + name;
        const auto command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
            "/CN=test "
            "-addext subjectAltName=" +
            names + " -keyout " + base + ".key -out " + base + ".pem 2>/dev/null";
        EXPECT_EQ(std::system(command.c_str()), 0);
        return base;
    }
    void start(const std::string& base)
    {
        http_router router;
        router.on("GET", "/hello", [](http_request) -> async<http_response> {
            http_response answer;
            answer.body.assign(100000, 'x');
            co_return answer;
        });
        http_server_options options;
        options.certificate = base + ".pem";
        options.key = base + ".key";
        options.header_timeout = options.body_timeout = options.idle_timeout = milliseconds(2000);
        server = std::make_unique<http_server>(io.get_executor(), options, std::move(router));
        asio::co_spawn(io, server->run(), [](std::exception_ptr) {});
    }
    // The status of two requests over one client, 0 where there is no answer.
    std::vector<int> ask(const std::string& scheme_and_host, const std::string& ca_file)
    {
        http_client_options options;
        options.base_url = scheme_and_host + ":" + std::to_string(server->endpoint().port());
        options.ca_file = ca_file;
        http_client client(io.get_executor(), options);
        std::vector<int> statuses;
        for (std::size_t i = 1; i <= 2; ++i) {
            http_request request;
            request.target = "/hello";
            asio::co_spawn(io, client.send(request), [&](std::exception_ptr, auto got) {
                statuses.push_back(got ? got->status : 0);
                if (got) {
                    EXPECT_EQ(got->body.size(), 100000u);
                }
            });
            while (statuses.size() < i)
                io.run_one();
        }
        return statuses;
    }
};

const std::vector<int> answered{200, 200}, refused{0, 0};

TEST_F(tls_test, TrustsOnlyWhoProvesTheName)
{
    const auto right = certificate("right", "DNS:localhost,IP:127.0.0.1");
    const auto other = certificate("other", "DNS:other.example");
    start(right);
    EXPECT_EQ(ask("https://localhost", right + ".pem"), answered);
    EXPECT_EQ(ask("https://127.0.0.1", right + ".pem"), answered);
    EXPECT_EQ(ask("https://127.0.0.1", other + ".pem"), refused);  // signed by somebody else
    EXPECT_EQ(ask("https://127.0.0.1", ""), refused);              // the system's authorities do not know it
    EXPECT_EQ(ask("http://127.0.0.1", ""), refused);
    start(other);
    EXPECT_EQ(ask("https://127.0.0.1", other + ".pem"), refused);  // another name
}

TEST_F(tls_test, RefusesOldVersions)
{
    const auto base = certificate("old", "IP:127.0.0.1");
    start(base);
    asio::ssl::context old(asio::ssl::context::tlsv11_client);
    asio::ssl::stream<asio::ip::tcp::socket> stream(io, old);
    boost::system::error_code shaken;
    bool ended = false;
    stream.next_layer().connect(server->endpoint());
    stream.async_handshake(asio::ssl::stream_base::client, [&](boost::system::error_code ec) {
        shaken = ec;
        ended = true;
    });
    while (!ended)
        io.run_one();
    EXPECT_TRUE(shaken);
}

TEST_F(tls_test, NamesTheFileThatCannotBeUsed)
{
    const auto base = certificate("named", "IP:127.0.0.1");
    const auto garbage = folder + "sapa_tls_garbage.pem";
    std::ofstream(garbage) << "no certificate";
    for (const auto& [certificate_file, key_file, says] :
         {std::tuple{std::string("/none.pem"), base + ".key", std::string("/none.pem")},
          {base + ".pem", std::string("/none.key"), std::string("/none.key")},
          {garbage, base + ".key", garbage},
          {base + ".pem", garbage, garbage}}) {
        SCOPED_TRACE(says);
        http_server_options options;
        options.certificate = certificate_file;
        options.key = key_file;
        try {
            http_server refused_one(io.get_executor(), options, {});
            ADD_FAILURE();
        } catch (const boost::system::system_error& fault) {
            EXPECT_NE(std::string(fault.what()).find(says), std::string::npos) << fault.what();
        }
    }
    http_client_options client;
    client.base_url = "https://127.0.0.1";
    client.ca_file = garbage;
    EXPECT_THROW(http_client(io.get_executor(), client), boost::system::system_error);
}

}  // namespace
}  // namespace sapa
