// Octets one after the other: a reader that views a PDU's body, a writer that appends to the caller's buffer.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sapa::smpp {

// What stopped the reader; `none` while all is well.
enum class read_error : std::uint8_t { none, ended, no_nul, runs_past, unknown_flag };

class reader
{
public:
    explicit reader(std::string_view octets) : rest_(octets) {}

    // Big-endian number of Octets octets; without them 0 and `ended`.
    template <class Number>
    void number(Number& out)
    {
        if (rest_.size() < sizeof(Number)) {
            error_ = read_error::ended;
            return;
        }
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            value = value << 8 | static_cast<std::uint8_t>(rest_[i]);
        out = static_cast<Number>(value);
        rest_.remove_prefix(sizeof(Number));
    }

    // C-octet string of any length; without its NUL all that is left, and `no_nul`.
    void c_octets(std::string& out)
    {
        const auto end = rest_.find('\0');
        if (end == rest_.npos) {
            error_ = read_error::no_nul;
            out.assign(rest_);
            return;
        }
        out.assign(rest_.data(), end);
        rest_.remove_prefix(end + 1);
    }

    // `count` octets; where the PDU has fewer, what there is, and `runs_past`.
    void octets(std::string& out, std::size_t count)
    {
        if (count > rest_.size()) {
            error_ = read_error::runs_past;
            out.assign(rest_);
            return;
        }
        out.assign(rest_.data(), count);
        rest_.remove_prefix(count);
    }

    void fail(read_error why) { error_ = why; }
    read_error error() const { return error_; }
    std::string_view rest() const { return rest_; }
    std::uint8_t sm_length{};  // read by one row of a field table, used by the next

private:
    std::string_view rest_;
    read_error error_{};
};

class writer
{
public:
    explicit writer(std::string& out) : out_(out) {}

    template <class Number>
    void number(Number value)
    {
        for (int shift = 8 * (sizeof(Number) - 1); shift >= 0; shift -= 8)
            out_.push_back(static_cast<char>(static_cast<std::uint32_t>(value) >> shift & 0xFF));
    }
    void octets(std::string_view value) { out_.append(value); }
    // False where it does not fit `max` octets with its NUL, or holds a NUL itself.
    bool c_octets(std::string_view value, std::size_t max)
    {
        if (value.size() >= max || value.find('\0') != value.npos)
            return false;
        out_.append(value).push_back('\0');
        return true;
    }

private:
    std::string& out_;
};

}  // namespace sapa::smpp
