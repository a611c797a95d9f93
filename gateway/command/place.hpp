// Where a command finds the settings.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sapa {

struct settings;

struct place
{
    std::string conf{};
    std::vector<std::string> overlays{};
};

// conf/ here; where there is none, what the package installed: /etc/sapa/conf with /etc/sapa/gateway.yaml.
place default_place();

// --conf and --with. Who names a folder gets no overlay but what is named.
void add_place(CLI::App& command, const std::shared_ptr<place>& where);

// The settings there. Prints the faults and throws CLI::RuntimeError(1) where they cannot be used.
settings settings_of(const place& where);

}  // namespace sapa
