// What a person's text means: intent, slots, confidence and the reason why. DESIGN.md section 7.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/channel_type.hpp"

namespace sapa {

// answer: sure enough; ask: "did you mean", alternatives hold the choices; unknown: admit it.
enum class understanding : std::uint8_t { answer, ask, unknown };

struct candidate
{
    std::string intent{};
    double confidence{};  // calibrated, 0 to 1
};

// Why a number that somebody typed is none: for the reply that explains it.
enum class number_fault : std::uint8_t { none, wrong_length, has_letter, looks_like_phone, cut_in_two };
struct number_diagnosis
{
    number_fault fault{};
    int digits{};    // how many there are
    char strange{};  // has_letter: the first character that is no digit
    int position{};  // has_letter: where, from 1
};

struct understood
{
    std::string normalised{};
    std::string intent{};  // "none" is never used: out_of_scope, or the best candidate below `ask`
    double confidence{};
    // By name: participant_no, nik, birth_date (YYYY-MM-DD), name, email, town, claim_no, language.
    std::vector<std::pair<std::string, std::string>> slots{};
    std::vector<candidate> alternatives{};  // at most 3, best first, the winner included
    understanding action{};
    std::string second_intent{};  // a second question in the same message, else empty
    number_diagnosis number{};
    bool secret{};      // an OTP, PIN or password: blank the text, warn
    std::string why{};  // "command saldo", "examples: ..." in words for an agent

    const std::string* slot(std::string_view name) const
    {
        for (const auto& [key, value] : slots)
            if (key == name)
                return &value;
        return nullptr;
    }
};

// Immutable once made; recognise() is const, pure and may be called from any thread.
class recogniser
{
public:
    // Reads commands, lexicon and examples below `conf` and learns; what was learnt is cached in `cache`
    // by the hash of its inputs. Throws std::runtime_error with file:line where a file is broken.
    static std::shared_ptr<const recogniser> load(const std::filesystem::path& conf,
                                                  const std::filesystem::path& cache);
    virtual ~recogniser() = default;

    // Any bytes, any length, in bounded time; never throws.
    virtual understood recognise(std::string_view text, channel_type via) const = 0;
};

}  // namespace sapa
