// Changed files over the shipped conf/, which itself is never written.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include "gateway/console/answers.hpp"

namespace sapa::console {

// Path below conf/ ("replies/talk.yaml") -> the whole file.
using overlay = std::map<std::string, std::string>;

// The content of a file of conf/ under an overlay; empty where there is none.
std::string content_of(const overlay& files, const std::filesystem::path& conf, const std::string& path);

// Makes `into` a copy of conf/ (without its settings, which hold secrets) with the overlay in it.
void lay_over(const std::filesystem::path& conf, const overlay& files, const std::filesystem::path& into);

// ".../var/console/build/draft/replies/talk.yaml" -> "replies/talk.yaml", wherever the folder lay.
std::string below_conf(std::string_view path);

json::object to_json(const overlay& files);
overlay overlay_from(const json::value* from);

}  // namespace sapa::console
