#include "intents/recognise/model_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace sapa {
namespace {

class ModelFile : public testing::Test
{
protected:
    ~ModelFile() override { std::filesystem::remove(file); }

    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("sapa_model_" + std::to_string(::getpid()));
};

void write(const std::filesystem::path& file)
{
    model_writer out(file);
    out.value(std::uint16_t{7});
    out.text("saldo");
    out.values(table(std::vector<float>{1.5F, 2.5F, 3.5F}));
    out.values(table(std::vector<std::int8_t>{-1, 2}));
    ASSERT_TRUE(out.finish());
}

TEST_F(ModelFile, GivesBackWhatWasWritten)
{
    write(file);
    model_reader in(file);
    EXPECT_EQ(in.value<std::uint16_t>(), 7);
    EXPECT_EQ(in.text(), "saldo");
    const auto floats = in.values<float>(3);
    const auto octets = in.values<std::int8_t>(3);
    ASSERT_EQ(floats.size(), 3U);
    EXPECT_EQ(floats[2], 3.5F);
    ASSERT_EQ(octets.size(), 2U);
    EXPECT_EQ(octets[0], -1);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(floats.data()) % table_alignment, 0U);
}

TEST_F(ModelFile, RefusesEveryFileThatWasCutShort)
{
    write(file);
    for (auto left = std::filesystem::file_size(file); left-- > 0;) {
        std::filesystem::resize_file(file, left);
        const auto all = [&] {
            model_reader in(file);
            in.value<std::uint16_t>();
            in.text();
            in.values<float>(3);
            in.values<std::int8_t>(3);
        };
        EXPECT_THROW(all(), std::runtime_error) << left;
    }
}

TEST_F(ModelFile, RefusesMoreThanThereMayBe)
{
    write(file);
    model_reader in(file);
    in.value<std::uint16_t>();
    in.text();
    EXPECT_THROW(in.values<float>(2), std::runtime_error);
}

TEST_F(ModelFile, OutlivesItsRemoval)
{
    write(file);
    table<float> kept;
    {
        model_reader in(file);
        in.value<std::uint16_t>();
        in.text();
        kept = in.values<float>(3);
    }
    std::filesystem::remove(file);
    EXPECT_EQ(kept[0], 1.5F);
}

}  // namespace
}  // namespace sapa
