// Any bytes through the whole of recognise, with the shipped commands and hints and a few examples of each
// label.
#include <cstdint>
#include <map>
#include <string_view>
#include "intents/recognise/free_text.hpp"
#include "intents/recognise/recogniser.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

namespace {

std::shared_ptr<const recogniser> make()
{
    const std::filesystem::path conf("conf");  // run from the root of the project
    std::map<std::string, int> taken;
    std::vector<example> few;
    for (auto& one : read_examples(conf / "examples"))
        if (constexpr int of_each = 3; ++taken[one.label] <= of_each)
            few.push_back(std::move(one));
    return make_recogniser(conf, free_text::learn(few, conf, false));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    static const auto understand = make();
    const auto found =
        understand->recognise({reinterpret_cast<const char*>(octets), size}, channel_type::whatsapp);
    require(!found.intent.empty(), "there is always an intent");
    require(!found.alternatives.empty() && found.alternatives.size() <= 3, "one to three alternatives");
    require(found.confidence >= 0 && found.confidence <= 1.0001, "confidence is between 0 and 1");
    for (const auto& [name, value] : found.slots) {
        require(!name.empty() && !value.empty(), "a slot has a name and a value");
        if (name == "participant_no")
            require(value.size() == 16 || value.size() == 11, "a participant number has 11 or 16 digits");
        if (name == "nik")
            require(value.size() == 16, "a NIK has 16 digits");
    }
    return 0;
}
