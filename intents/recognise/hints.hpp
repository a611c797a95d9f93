// Where labels touch: patterns over plain words that make a label likelier or less likely. conf/hints.yaml
#pragma once
#include <re2/re2.h>
#include <re2/set.h>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sapa {

class hints
{
public:
    // `labels` numbers the labels. Throws std::runtime_error with file:line where the file is broken or names
    // no label.
    hints(const std::filesystem::path& file, std::span<const std::string> labels);

    // Adds to the scores of the labels whose patterns are found in the text. Returns the names of what was
    // found.
    std::vector<std::string> apply(const std::string& plain, std::span<float> scores) const;

private:
    struct hint
    {
        std::string name{};
        std::vector<std::pair<std::size_t, float>> adds{};  // label, how much
        std::unique_ptr<RE2> unless{};
    };
    std::vector<hint> hints_{};
    std::unique_ptr<RE2::Set> set_{};
};

}  // namespace sapa
