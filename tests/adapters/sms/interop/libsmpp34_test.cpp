// A second opinion on the PDUs that we write: libsmpp34 reads them and writes the same octets again.
#include <gtest/gtest.h>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>
#include "adapters/sms/codec.hpp"
#include "tests/adapters/sms/every_pdu.hpp"
#include "tests/adapters/sms/hex.hpp"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

// The library's own declarations; its structs are never looked into here.
extern "C" {
int smpp34_unpack2(void* pdu, const std::uint8_t* octets, int size);
int smpp34_pack2(std::uint8_t* octets, int size, int* length, void* pdu);
extern char smpp34_strerror[2048];
}

namespace sapa::smpp {
namespace {

// Larger than any of the library's structs; it wants them zeroed.
using any_struct = std::vector<std::uint64_t>;
constexpr std::size_t struct_words = 8192;

// The library writes lists back in reverse order.
pdu with_lists_reversed(pdu value)
{
    std::ranges::reverse(value.tlvs);
    if (auto* many = std::get_if<submit_multi>(&value.body))
        std::ranges::reverse(many->dest_addresses);
    return value;
}

TEST(libsmpp34, ReadsEveryPduThatWeWriteAndWritesTheSame)
{
#ifdef __SANITIZE_ADDRESS__
    // The library leaves its lists to the caller, by struct: not worth their freeing here.
    const __lsan::ScopedDisabler no_leaks;
#endif
    auto all = every_pdu();
    for (auto& submit : every_submit())
        all.push_back(std::move(submit));
    for (const auto& value : all) {
        const auto* payload = value.find(tag::message_payload);
        if (payload && payload->value.size() > 1024)
            continue;  // the library's limit
        std::string octets, reversed;
        ASSERT_FALSE(encode(value, octets));
        ASSERT_FALSE(encode(with_lists_reversed(value), reversed));
        any_struct read(struct_words);
        const auto* start = reinterpret_cast<const std::uint8_t*>(octets.data());
        ASSERT_EQ(smpp34_unpack2(read.data(), start, static_cast<int>(octets.size())), 0)
            << command_name(value.id()) << " " << hex(octets) << ": " << smpp34_strerror;
        std::vector<std::uint8_t> again(octets.size() + 256);
        int length = 0;
        ASSERT_EQ(smpp34_pack2(again.data(), static_cast<int>(again.size()), &length, read.data()), 0)
            << command_name(value.id()) << ": " << smpp34_strerror;
        const std::string_view repacked{reinterpret_cast<const char*>(again.data()),
                                        static_cast<std::size_t>(length)};
        EXPECT_TRUE(repacked == octets || repacked == reversed)
            << command_name(value.id()) << " " << hex(octets);
    }
}

}  // namespace
}  // namespace sapa::smpp
