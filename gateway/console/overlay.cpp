// Lays files over conf/.
#include "gateway/console/overlay.hpp"

#include "gateway/console/files.hpp"

namespace sapa::console {

std::string content_of(const overlay& files, const std::filesystem::path& conf, const std::string& path)
{
    const auto changed = files.find(path);
    return changed != files.end() ? changed->second : read_file(conf / path).value_or("");
}

void lay_over(const std::filesystem::path& conf, const overlay& files, const std::filesystem::path& into)
{
    namespace fs = std::filesystem;
    fs::remove_all(into);
    fs::create_directories(into);
    for (const auto& one : fs::recursive_directory_iterator(conf)) {
        const auto path = one.path().lexically_relative(conf);
        if (one.is_directory())
            fs::create_directories(into / path);
        else if (one.is_regular_file() && path != "gateway.yaml" && !files.contains(path.generic_string()))
            fs::copy_file(one.path(), into / path);
    }
    for (const auto& [path, content] : files)
        write_file(into / path, content);
}

std::string below_conf(std::string_view path)
{
    constexpr std::string_view folders[]{"/replies/",  "/knowledge/", "/flows/",
                                         "/examples/", "/lexicon/",   "/branches/"};
    for (const auto folder : folders)
        if (const auto at = path.rfind(folder); at != path.npos)
            return std::string(path.substr(at + 1));
    return std::string(path.substr(path.rfind('/') + 1));
}

json::object to_json(const overlay& files)
{
    json::object to;
    for (const auto& [path, content] : files)
        to[path] = content;
    return to;
}

overlay overlay_from(const json::value* from)
{
    overlay files;
    if (from && from->is_object())
        for (const auto& [path, content] : from->as_object())
            if (content.is_string())
                files[std::string(path)] = content.as_string();
    return files;
}

}  // namespace sapa::console
