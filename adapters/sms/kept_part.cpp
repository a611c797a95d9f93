// Strings with a length before each; numbers as octets.
#include "adapters/sms/kept_part.hpp"

namespace sapa::sms {
namespace {

constexpr char version = 1;

void put(std::string& out, std::string_view text)
{
    out += static_cast<char>(text.size() >> 16 & 0xFF);
    out += static_cast<char>(text.size() >> 8 & 0xFF);
    out += static_cast<char>(text.size() & 0xFF);
    out += text;
}

class reader
{
public:
    explicit reader(std::string_view octets) : rest_(octets) {}

    unsigned octet()
    {
        if (rest_.empty()) {
            broken_ = true;
            return 0;
        }
        const auto value = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }
    std::string text()
    {
        const auto high = octet(), middle = octet(), low = octet();
        const std::size_t size = high << 16 | middle << 8 | low;
        if (size > rest_.size()) {
            broken_ = true;
            return {};
        }
        std::string value(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return value;
    }
    bool broken() const { return broken_; }
    bool empty() const { return rest_.empty(); }

private:
    std::string_view rest_;
    bool broken_{};
};

}  // namespace

std::string set_name(const part_in& part)
{
    const auto where = part.concatenated.value_or(concatenation_info());
    return part.source + "|" + part.destination + "|" + (where.wide ? "w" : "n") + std::to_string(where.ref) +
           "|" + std::to_string(where.total);
}

std::string part_name(const part_in& part)
{
    return set_name(part) + "#" + std::to_string(part.concatenated ? part.concatenated->part : 0);
}

std::string part_print(const part_in& part)
{
    auto print = part_name(part) + '\n';
    print += static_cast<char>(part.data_coding);
    return print + part.octets;
}

std::string write_part(const part_in& part, const carried_values& carried)
{
    const auto where = part.concatenated.value_or(concatenation_info());
    std::string out{version};
    for (unsigned number : {unsigned(part.data_coding), unsigned(where.ref >> 8), unsigned(where.ref & 0xFF),
                            unsigned(where.wide), unsigned(where.total), unsigned(where.part),
                            unsigned(part.shift.single), unsigned(part.shift.locking), part.fill_bits})
        out += static_cast<char>(number);
    put(out, part.source);
    put(out, part.destination);
    put(out, part.octets);
    for (const auto& [name, value] : carried) {
        put(out, name);
        put(out, value);
    }
    return out;
}

std::optional<kept_part> read_part(std::string_view octets)
{
    reader from(octets);
    if (from.octet() != static_cast<unsigned char>(version))
        return std::nullopt;
    kept_part read;
    auto& part = read.part;
    concatenation_info where;
    part.data_coding = static_cast<std::uint8_t>(from.octet());
    where.ref = static_cast<std::uint16_t>(from.octet() << 8);
    where.ref = static_cast<std::uint16_t>(where.ref | from.octet());
    where.wide = from.octet() != 0;
    where.total = static_cast<std::uint8_t>(from.octet());
    where.part = static_cast<std::uint8_t>(from.octet());
    part.shift.single = static_cast<std::uint8_t>(from.octet());
    part.shift.locking = static_cast<std::uint8_t>(from.octet());
    part.fill_bits = from.octet();
    part.source = from.text();
    part.destination = from.text();
    part.octets = from.text();
    part.concatenated = where;
    while (!from.empty() && !from.broken()) {
        auto name = from.text();
        auto value = from.text();
        read.carried.emplace_back(std::move(name), std::move(value));
    }
    if (from.broken())
        return std::nullopt;
    return read;
}

}  // namespace sapa::sms
