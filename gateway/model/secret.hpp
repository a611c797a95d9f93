// A password or token as conf/ names it: plain, ${NAME} of the environment or ${file:PATH}. Prints as "***".
#pragma once
#include <optional>
#include <ostream>
#include <string>

namespace sapa {

class secret
{
public:
    secret() = default;
    explicit secret(std::string written) : written_(std::move(written)) {}

    // The value now: a file is read again at each call, so that a new one needs no restart. nullopt: the
    // variable is not set or the file cannot be read. One trailing line end of a file is not part of it.
    std::optional<std::string> read() const;
    // read(), or empty.
    std::string value() const { return read().value_or(std::string{}); }
    // What is missing, for an error text: "${SAPA_TOKEN} is not set". Empty where read() succeeds.
    std::string missing() const;
    bool empty() const { return written_.empty(); }

private:
    friend std::ostream& operator<<(std::ostream& out, const secret&) { return out << "***"; }
    friend std::string format_as(const secret&) { return "***"; }

    std::string written_;
};

// Replaces each ${NAME} and ${file:PATH} in `written`. nullopt and the name in `missing` where one is not
// there.
std::optional<std::string> expand_secrets(const std::string& written, std::string& missing);

}  // namespace sapa
