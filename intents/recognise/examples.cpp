// Reads conf/examples.
#include "intents/recognise/examples.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace sapa {

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::string_view extension)
{
    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(folder))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && entry.path().extension() == extension)
                files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::vector<example> read_examples(const std::filesystem::path& folder)
{
    std::vector<example> all;
    for (const auto& file : files_below(folder, ".txt")) {
        std::ifstream in(file);
        std::string line;
        while (std::getline(in, line))
            if (!line.empty() && line.front() != '#' && line != "\r")
                all.push_back({file.stem().string(), line});
    }
    if (all.empty())
        throw std::runtime_error(folder.string() +
                                 ":1: no examples; write conf/examples/<label>.txt, one sentence a line");
    return all;
}

}  // namespace sapa
