// The sentences that the recogniser learns from: conf/examples/**/<label>.txt, one sentence a line.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace sapa {

struct example
{
    std::string label{};
    std::string sentence{};
};

// All *.txt below the folder in the order of their paths; '#' begins a comment line. The label is the file's
// name without .txt. Throws std::runtime_error where there is none.
std::vector<example> read_examples(const std::filesystem::path& folder);

// The files of a folder and below with this extension, sorted: the inputs of a hash.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::string_view extension);

}  // namespace sapa
