// Everything of conf/ that a conversation needs, immutable, named by the hash of its content.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>
#include "gateway/model/finding.hpp"
#include "intents/recognise/recogniser.hpp"

namespace sapa {

class bundle
{
public:
    struct parts;  // flows, replies, knowledge, branches: intents/dialogue/bundle_parts.hpp

    // Loads and checks. nullptr where findings hold an error. `cache`: where learnt models are kept.
    static std::shared_ptr<const bundle> load(const std::filesystem::path& conf,
                                              const std::filesystem::path& cache,
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
