// A compact binary form for what the store encrypts: varints and length-prefixed strings, no names.
#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa::store {

class byte_writer
{
public:
    byte_writer& number(std::int64_t value)
    {
        auto zigzag = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
        for (; zigzag >= 0x80; zigzag >>= 7)
            bytes_.push_back(static_cast<char>(zigzag | 0x80));
        bytes_.push_back(static_cast<char>(zigzag));
        return *this;
    }
    byte_writer& text(std::string_view value)
    {
        number(static_cast<std::int64_t>(value.size()));
        bytes_.append(value);
        return *this;
    }
    byte_writer& at(instant when) { return number(when.time_since_epoch().count()); }
    byte_writer& pairs(const std::vector<std::pair<std::string, std::string>>& list)
    {
        number(static_cast<std::int64_t>(list.size()));
        for (const auto& [name, value] : list)
            text(name).text(value);
        return *this;
    }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_{};
};

// Throws std::runtime_error where the bytes end early: they were written by us and authenticated, so only a
// bug gets there.
class byte_reader
{
public:
    explicit byte_reader(std::string_view bytes) : rest_(bytes) {}

    std::int64_t number()
    {
        std::uint64_t zigzag = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (rest_.empty())
                break;
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            zigzag |= static_cast<std::uint64_t>(byte & 0x7f) << (shift & 63);
            if (byte < 0x80)
                return static_cast<std::int64_t>(zigzag >> 1) ^ -static_cast<std::int64_t>(zigzag & 1);
        }
        throw std::runtime_error("store: a record ends early");
    }
    std::string text()
    {
        const auto size = static_cast<std::uint64_t>(number());
        if (size > rest_.size())
            throw std::runtime_error("store: a record ends early");
        std::string value(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return value;
    }
    instant at() { return instant(milliseconds(number())); }
    std::vector<std::pair<std::string, std::string>> pairs()
    {
        std::vector<std::pair<std::string, std::string>> list;
        for (auto left = number(); left > 0; --left) {
            auto name = text();
            list.emplace_back(std::move(name), text());
        }
        return list;
    }
    template <class Enum>
    Enum word()
    {
        return static_cast<Enum>(number());
    }
    bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

}  // namespace sapa::store
