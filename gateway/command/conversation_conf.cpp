// Loads conf/ for talk and test.
#include "gateway/command/conversation_conf.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/model/cache_folder.hpp"

namespace sapa {

std::string to_line(const finding& one)
{
    std::string line = one.file;
    if (one.line > 0)
        line += ":" + std::to_string(one.line);
    line += one.weight == finding::level::error ? ": error [" : ": warning [";
    return line + one.rule + "] " + one.what + "; " + one.instead;
}

std::shared_ptr<const bundle> load_bundle(const std::string& conf)
{
    std::vector<finding> findings;
    auto loaded = bundle::load(conf, cache_folder(), findings);
    if (loaded)
        return loaded;
    for (const auto& one : findings)
        if (one.weight == finding::level::error)
            std::cerr << to_line(one) << '\n';
    throw CLI::RuntimeError(1);
}

}  // namespace sapa
