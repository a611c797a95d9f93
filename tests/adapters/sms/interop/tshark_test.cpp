// The PDUs that we write, shown by tshark: none malformed, none with an expert's remark.
#include <gtest/gtest.h>
#include <unistd.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include "adapters/sms/codec.hpp"
#include "tests/adapters/sms/every_pdu.hpp"

namespace sapa::smpp {
namespace {

constexpr std::uint16_t smpp_port = 2775;

std::string big_endian(std::uint32_t value, int octets)
{
    std::string out;
    while (octets-- > 0)
        out.push_back(static_cast<char>(value >> 8 * octets & 0xFF));
    return out;
}

std::string little_endian(std::uint32_t value)
{
    std::string out;
    for (int i = 0; i < 4; ++i)
        out.push_back(static_cast<char>(value >> 8 * i & 0xFF));
    return out;
}

// IPv4 and TCP around one PDU; a source port of its own keeps each packet a conversation of its own.
std::string packet(std::string_view octets, std::uint16_t source_port)
{
    const std::string address = big_endian(0x7F000001, 4);
    std::string tcp =
        big_endian(source_port, 2) + big_endian(smpp_port, 2) + big_endian(1, 4) + big_endian(1, 4);
    tcp += big_endian(0x5018, 2) + big_endian(0xFFFF, 2) + big_endian(0, 4);
    std::string ip = big_endian(0x4500, 2) + big_endian(static_cast<std::uint32_t>(40 + octets.size()), 2);
    ip += big_endian(0, 4) + big_endian(0x4006, 2) + big_endian(0, 2) + address + address;
    return ip + tcp + std::string{octets};
}

// A capture file with the packets of raw IP (LINKTYPE_RAW, 101).
void write_capture(const std::filesystem::path& path, const std::vector<pdu>& all)
{
    std::ofstream out{path, std::ios::binary};
    out << little_endian(0xA1B2C3D4) << little_endian(0x00040002) << little_endian(0) << little_endian(0)
        << little_endian(0x40000) << little_endian(101);
    std::uint16_t port = 30000;
    for (const auto& value : all) {
        std::string octets;
        ASSERT_FALSE(encode(value, octets));
        const auto whole = packet(octets, ++port);
        const auto size = static_cast<std::uint32_t>(whole.size());
        out << little_endian(1) << little_endian(0) << little_endian(size) << little_endian(size) << whole;
    }
}

std::vector<std::string> lines_of(const std::string& command)
{
    std::vector<std::string> out;
    FILE* pipe = popen(command.c_str(), "r");
    std::string text;
    char buffer[4096];
    while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe))
        text.append(buffer, n);
    EXPECT_EQ(pclose(pipe), 0);
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);)
        out.push_back(line);
    return out;
}

TEST(tshark, ShowsOurPdusWithoutARemark)
{
    if (std::system("command -v tshark >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "tshark is not installed";
    auto all = every_pdu();
    for (auto& submit : every_submit())
        all.push_back(std::move(submit));
    const auto path =
        std::filesystem::temp_directory_path() / ("sapa_smpp_" + std::to_string(getpid()) + ".pcap");
    write_capture(path, all);
    const auto shown =
        lines_of("tshark -r " + path.string() + " -d tcp.port==2775,smpp -T fields -E separator=/s" +
                 " -e smpp.command_id -e smpp.sequence_number -e _ws.malformed -e _ws.expert.message" +
                 " 2>/dev/null");
    std::filesystem::remove(path);
    ASSERT_EQ(shown.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        char expected[64];
        std::snprintf(expected, sizeof expected, "0x%08x %u", static_cast<unsigned>(all[i].id()),
                      all[i].sequence_number);
        std::string line = shown[i];
        while (line.ends_with(' '))
            line.pop_back();
        EXPECT_EQ(line, expected) << command_name(all[i].id());
    }
}

}  // namespace
}  // namespace sapa::smpp
