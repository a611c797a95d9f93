// A configuration file as a tree that remembers where each value stands, and overlays on it.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sapa {

// One fault in a file, for the person who edits it.
struct config_fault
{
    std::string file{};
    int line{};
    std::string what{};
};
// "conf/gateway.yaml:12: what"
std::string to_string(const config_fault& fault);

struct config_node
{
    enum class kind { scalar, list, map } what{kind::scalar};
    std::string file{};
    int line{};
    std::string text{};                                          // scalar
    std::vector<config_node> items{};                            // list
    std::vector<std::pair<std::string, config_node>> members{};  // map, in the file's order

    const config_node* find(std::string_view key) const;
};

// Reads one file. A file that cannot be read or parsed, or a key that stands twice, is a fault; the tree is
// empty then.
config_node read_config_file(const std::filesystem::path& path, std::vector<config_fault>& faults);

// Maps merge, lists and scalars of the overlay replace.
void overlay(config_node& base, config_node over);

}  // namespace sapa
