// Values for PostgreSQL in its binary form: one value a parameter, or a column of many rows as an array.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa::store::pg {

using oid = unsigned int;
inline constexpr oid int8_oid = 20, text_oid = 25, bytea_oid = 17;
inline constexpr oid int8_array_oid = 1016, text_array_oid = 1009, bytea_array_oid = 1001;

struct blob
{
    std::string_view bytes{};
    bool null{};
};
inline blob as_blob(const std::string& bytes) { return {bytes}; }
inline blob as_blob(const std::optional<std::string>& bytes) { return bytes ? blob{*bytes} : blob{{}, true}; }
template <std::size_t N>
blob as_blob(const std::array<unsigned char, N>& bytes)
{
    return {std::string_view(reinterpret_cast<const char*>(bytes.data()), N)};
}

// Integers in network order.
inline void append_number(std::string& to, std::uint64_t value, int octets)
{
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
        to.push_back(static_cast<char>(value >> shift));
}

// The values of one column, which become an array parameter.
class column
{
public:
    explicit column(oid element) : element_(element) {}

    void add(std::int64_t value)
    {
        append_number(body_, 8, 4);
        append_number(body_, static_cast<std::uint64_t>(value), 8);
        ++count_;
    }
    void add(std::string_view value)
    {
        append_number(body_, value.size(), 4);
        body_.append(value);
        ++count_;
    }
    void add(std::nullptr_t)
    {
        append_number(body_, 0xffffffff, 4);
        ++count_;
        nulls_ = true;
    }
    void add(blob value) { value.null ? add(nullptr) : add(value.bytes); }
    void add(instant value) { add(std::int64_t{value.time_since_epoch().count()}); }
    void add(std::optional<instant> value) { value ? add(*value) : add(nullptr); }

    std::size_t count() const { return count_; }
    bool empty() const { return count_ == 0; }
    void clear()
    {
        body_.clear();
        count_ = 0;
        nulls_ = false;
    }
    oid array_type() const
    {
        return element_ == int8_oid   ? int8_array_oid
               : element_ == text_oid ? text_array_oid
                                      : bytea_array_oid;
    }
    // One dimension, lower bound 1.
    std::string encoded() const
    {
        std::string out;
        out.reserve(20 + body_.size());
        append_number(out, count_ == 0 ? 0 : 1, 4);
        append_number(out, nulls_ ? 1 : 0, 4);
        append_number(out, element_, 4);
        if (count_ == 0)
            return out;
        append_number(out, count_, 4);
        append_number(out, 1, 4);
        return out.append(body_);
    }

private:
    oid element_;
    std::string body_{};
    std::size_t count_{};
    bool nulls_{};
};

// The parameters of one statement.
class parameters
{
public:
    template <class... Values>
    explicit parameters(const Values&... values)
    {
        (add(values), ...);
    }
    explicit parameters(const std::vector<column>& columns)
    {
        for (const auto& one : columns)
            add(one);
    }

    int count() const { return static_cast<int>(values_.size()); }
    const std::vector<oid>& types() const { return types_; }
    const std::optional<std::string>& value(int at) const { return values_[static_cast<std::size_t>(at)]; }

private:
    template <class Value>
    void add(const Value& value)
    {
        if constexpr (std::is_same_v<Value, column>) {
            put(value.array_type(), value.encoded());
        } else if constexpr (std::is_same_v<Value, blob>) {
            put(bytea_oid, value.null ? std::nullopt : std::optional(std::string(value.bytes)));
        } else if constexpr (std::is_same_v<Value, instant>) {
            add(std::int64_t{value.time_since_epoch().count()});
        } else if constexpr (std::is_same_v<Value, std::optional<instant>>) {
            value ? add(*value) : put(int8_oid, std::nullopt);
        } else if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>) {
            std::string bytes;
            append_number(bytes, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)), 8);
            put(int8_oid, std::move(bytes));
        } else {
            put(text_oid, std::string(std::string_view(value)));
        }
    }
    void put(oid type, std::optional<std::string> value)
    {
        types_.push_back(type);
        values_.push_back(std::move(value));
    }

    std::vector<oid> types_{};
    std::vector<std::optional<std::string>> values_{};
};

}  // namespace sapa::store::pg
