// Everything of conf/ that a conversation needs, immutable, named by the hash of its content.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>
#include "intents/recognise/recogniser.hpp"

namespace sapa {

// One fault of the configuration, for a person who edits it.
struct finding
{
    enum class level { error, warning };
    level weight{};
    std::string file{};
    int line{};
    std::string rule{};    // stable short name: "unknown-key", "unreachable-state", ...
    std::string what{};    // what is wrong
    std::string instead{}; // what to write instead
};

class bundle
{
public:
    struct parts;  // flows, replies, knowledge, branches: intents/dialogue/bundle_parts.hpp

    // Loads and checks. nullptr where findings hold an error. `cache`: where learnt models are kept.
    static std::shared_ptr<const bundle> load(const std::filesystem::path& conf, const std::filesystem::path& cache,
                                              std::vector<finding>& findings);
    explicit bundle(std::unique_ptr<const parts> made);
    ~bundle();

    const std::string& hash() const;
    const class recogniser& recogniser() const;
    const parts& inside() const { return *parts_; }

private:
    std::unique_ptr<const parts> parts_;
};

}  // namespace sapa
