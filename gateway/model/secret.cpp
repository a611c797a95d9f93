#include "gateway/model/secret.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace sapa {
namespace {

std::optional<std::string> look_up(const std::string& name, std::string& missing)
{
    if (!name.starts_with("file:")) {
        const char* set = std::getenv(name.c_str());
        if (!set)
            missing = "${" + name + "} is not set in the environment";
        return set ? std::optional<std::string>(set) : std::nullopt;
    }
    std::ifstream file(name.substr(5), std::ios::binary);
    if (!file) {
        missing = "${" + name + "}: the file cannot be read";
        return std::nullopt;
    }
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    return text;
}

}  // namespace

std::optional<std::string> expand_secrets(const std::string& written, std::string& missing)
{
    std::string whole;
    std::size_t at = 0;
    for (;;) {
        const auto open = written.find("${", at);
        const auto close = open == written.npos ? open : written.find('}', open);
        if (close == written.npos)
            return whole + written.substr(at);
        whole += written.substr(at, open - at);
        const auto found = look_up(written.substr(open + 2, close - open - 2), missing);
        if (!found)
            return std::nullopt;
        whole += *found;
        at = close + 1;
    }
}

std::optional<std::string> secret::read() const
{
    std::string missing;
    return expand_secrets(written_, missing);
}

std::string secret::missing() const
{
    std::string missing;
    expand_secrets(written_, missing);
    return missing;
}

}  // namespace sapa
