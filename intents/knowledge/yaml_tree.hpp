// The one YAML reader of conf/: a plain tree whose values know their line, and a log of what is wrong with
// them. Every scalar is a text until its reader says otherwise, so `no` and `08` stay what was written.
#pragma once
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/finding.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

struct yaml_tree
{
    enum class kind { missing, scalar, map, list };
    kind what{};
    int line{};                                                // from 1
    std::string text{};                                        // of a scalar
    std::vector<std::pair<std::string, yaml_tree>> members{};  // of a map, in the file's order
    std::vector<int> key_lines{};                              // of `members`
    std::vector<yaml_tree> items{};                            // of a list

    bool exists() const { return what != kind::missing; }
    const yaml_tree& operator[](std::string_view name) const;  // a missing one where there is none
};

// Collects what is wrong in one file.
struct fault_log
{
    std::string file{};
    std::vector<finding>* findings{};

    void error(int line, std::string rule, std::string what, std::string instead) const;
    void warning(int line, std::string rule, std::string what, std::string instead) const;
};

// Reads a file; where it is no YAML, or a key stands twice, that is a finding and the tree is missing.
yaml_tree read_yaml(const std::filesystem::path& path, const fault_log& faults);

// Refuses every key that is not allowed, naming the nearest one that is. False where `tree` is no map.
bool expect_keys(const yaml_tree& tree, std::initializer_list<std::string_view> allowed,
                 const fault_log& faults);

// The scalar `name` of a map; a finding where it is required and missing, or no scalar.
std::string scalar_of(const yaml_tree& map, std::string_view name, const fault_log& faults,
                      bool required = false);
std::optional<int> number_of(const yaml_tree& map, std::string_view name, int least, int most,
                             const fault_log& faults);
std::optional<date> date_of(const yaml_tree& map, std::string_view name, const fault_log& faults);
// A list of scalars, or one scalar.
std::vector<std::string> words_of(const yaml_tree& map, std::string_view name, const fault_log& faults);

// YYYY-MM-DD that exists in the calendar, else nullopt.
std::optional<date> parse_iso_date(std::string_view text);

// The candidate nearest to `word` in spelling; empty where none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

// The *.yaml files below a folder, sorted by name.
std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder);

}  // namespace sapa
