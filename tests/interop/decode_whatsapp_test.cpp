// `sapa decode webhook|graph` over the shared fixtures: what they expect, exactly.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sapa {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

const fs::path fixtures{SHARED_DIR "/fixtures/whatsapp"};

std::string file_content(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

std::string base64(const std::string& raw)
{
    std::string coded(4 * ((raw.size() + 2) / 3) + 1, '\0');
    const auto length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                        reinterpret_cast<const unsigned char*>(raw.data()), static_cast<int>(raw.size()));
    coded.resize(static_cast<std::size_t>(length));
    return coded;
}

// One line of JSON out for each in.
std::vector<json::value> decode(const std::string& what, const std::vector<std::string>& lines)
{
    const auto folder = fs::temp_directory_path() / ("sapa_decode_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream in(folder / "in");
    for (const auto& line : lines)
        in << line << '\n';
    in.close();
    const auto command = std::string(SAPA_BINARY) + " decode " + what + " <" + (folder / "in").string() +
                         " >" + (folder / "out").string();
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::istringstream out(file_content(folder / "out"));
    fs::remove_all(folder);
    std::vector<json::value> all;
    for (std::string line; std::getline(out, line);)
        all.push_back(json::parse(line));
    EXPECT_EQ(all.size(), lines.size());
    return all;
}

TEST(DecodeWhatsapp, TellsOfEverySharedBodyWhatIsExpected)
{
    if (!fs::exists(fixtures / "manifest.json") || !fs::exists(SAPA_BINARY))
        GTEST_SKIP() << "no shared fixtures";
    const auto manifest = json::parse(file_content(fixtures / "manifest.json"));
    const auto& entries = manifest.at("webhooks").as_array();
    std::vector<std::string> lines;
    for (const auto& entry : entries) {
        json::object line;
        line["body_base64"] = base64(file_content(fixtures / std::string(entry.at("file").as_string())));
        line["signature"] = entry.at("x_hub_signature_256");
        const auto* own = entry.as_object().if_contains("app_secret");
        line["app_secret"] = own ? *own : manifest.at("test_app_secret");
        line["phone_number_ids"] = entry.at("phone_number_ids");
        lines.push_back(json::serialize(line));
    }
    const auto told = decode("webhook", lines);
    ASSERT_EQ(told.size(), entries.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        auto expected = entries[i].at("expected");
        expected.as_object().erase("reject_reason");
        EXPECT_EQ(told[i].at("expected"), expected) << entries[i].at("file").as_string();
    }
}

TEST(DecodeWhatsapp, TellsOfEverySharedAnswerItsClass)
{
    if (!fs::exists(fixtures / "graph_answers.json") || !fs::exists(SAPA_BINARY))
        GTEST_SKIP() << "no shared fixtures";
    const auto answers = json::parse(file_content(fixtures / "graph_answers.json"));
    std::vector<std::string> lines;
    for (const auto& answer : answers.as_array())
        lines.push_back(json::serialize(answer));
    const auto told = decode("graph", lines);
    ASSERT_EQ(told.size(), lines.size());
    for (std::size_t i = 0; i < told.size(); ++i)
        EXPECT_EQ(told[i].at("class"), answers.at(i).at("class")) << lines[i];
}

TEST(DecodeWhatsapp, ABadLineEndsNothing)
{
    if (!fs::exists(SAPA_BINARY))
        GTEST_SKIP() << "no sapa";
    const auto told =
        decode("webhook", {"no json", "[]", R"({"body_base64":"e30=","signature":"","app_secret":"x"})"});
    ASSERT_EQ(told.size(), 3U);
    EXPECT_TRUE(told[0].as_object().contains("error"));
    EXPECT_TRUE(told[1].as_object().contains("error"));
    EXPECT_EQ(told[2].at("expected").at("http"), 401);
}

}  // namespace
}  // namespace sapa
