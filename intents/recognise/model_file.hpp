// The file of what was learnt: values, texts and tables one after the other. Its tables are read where they
// lie, mapped: pages that no text asks for take no memory, and the others can be given up and read again.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sapa {

// Values that were learnt here (owned) or lie in a model file (which it keeps mapped).
template <class Value>
class table
{
    static_assert(std::is_trivially_copyable_v<Value>);

public:
    table() = default;
    explicit table(std::vector<Value> learnt) : owned_(std::move(learnt)), all_(owned_) {}
    table(std::span<const Value> mapped, std::shared_ptr<const void> file)
        : file_(std::move(file)), all_(mapped)
    {
    }
    table(table&&) noexcept = default;  // a moved vector keeps its place
    table& operator=(table&&) noexcept = default;
    table(const table&) = delete;
    table& operator=(const table&) = delete;

    std::size_t size() const { return all_.size(); }
    bool empty() const { return all_.empty(); }
    const Value* data() const { return all_.data(); }
    const Value& operator[](std::size_t at) const { return all_[at]; }

private:
    std::vector<Value> owned_{};
    std::shared_ptr<const void> file_{};
    std::span<const Value> all_{};
};

inline constexpr std::size_t table_alignment = 16;

class model_writer
{
public:
    explicit model_writer(const std::filesystem::path& file) : out_(file, std::ios::binary) {}

    template <class Value>
    void value(const Value& one)
    {
        static_assert(std::is_trivially_copyable_v<Value>);
        octets(&one, sizeof one);
    }
    void text(std::string_view one);
    template <class Value>
    void values(const table<Value>& all)
    {
        value(static_cast<std::uint64_t>(all.size()));
        octets("0123456789abcdef", (table_alignment - at_ % table_alignment) % table_alignment);
        octets(all.data(), all.size() * sizeof(Value));
    }
    // All of it is written; false: no room.
    bool finish();

private:
    void octets(const void* from, std::size_t count);
    std::ofstream out_;
    std::size_t at_{};
};

// Throws std::runtime_error where the file cannot be opened or is not whole.
class model_reader
{
public:
    explicit model_reader(const std::filesystem::path& file);

    template <class Value>
    Value value()
    {
        static_assert(std::is_trivially_copyable_v<Value>);
        Value one;
        std::copy_n(take(sizeof one), sizeof one, reinterpret_cast<std::byte*>(&one));
        return one;
    }
    std::string text();
    // Throws where there are more than `most`.
    template <class Value>
    table<Value> values(std::size_t most)
    {
        const auto count = value<std::uint64_t>();
        if (count > most)
            throw std::runtime_error("model file: broken table");
        take((table_alignment - at_ % table_alignment) % table_alignment);
        const auto* first = take(count * sizeof(Value));
        return {{reinterpret_cast<const Value*>(first), count}, file_};
    }

private:
    const std::byte* take(std::size_t count);
    std::shared_ptr<const void> file_{};
    std::span<const std::byte> all_{};
    std::size_t at_{};
};

}  // namespace sapa
