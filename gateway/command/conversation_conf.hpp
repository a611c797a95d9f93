// Loads conf/ for the commands that hold conversations, and says what is wrong with it.
#pragma once
#include <memory>
#include <string>
#include <vector>
#include "gateway/model/finding.hpp"
#include "intents/dialogue/bundle.hpp"

namespace sapa {

// "conf/flows/balance.yaml:12: error [unknown-key] ... -> write ...", one line.
std::string to_line(const finding& one);

// Prints the errors and throws CLI::RuntimeError(1) where the configuration cannot be used.
std::shared_ptr<const bundle> load_bundle(const std::string& conf);

}  // namespace sapa
