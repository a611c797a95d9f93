// Invented participants: nobody in here exists. What is not written of a person is a function of the number.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
#include "gateway/model/msisdn.hpp"
#include "gateway/model/nik.hpp"
#include "gateway/model/participant_no.hpp"
#include "gateway/model/time.hpp"

namespace sapa::lab {

inline constexpr std::string_view example_no = "1234567890123456";  // the newspapers' example
inline constexpr std::string_view demo_phone = "6281200000001";

enum class proof : std::uint8_t { none, code, branch };  // what a registration asks for besides the data

struct claim
{
    std::string claim_no{}, programme{}, status{}, reason{};
    date filed{}, updated{};
    std::int64_t amount{};
};

struct person
{
    participant_no number{};
    std::string kpj{};  // 11 digits; may be empty
    nik identity{};
    date born{};
    std::string name{}, email{}, town{}, employer{};
    std::vector<msisdn> phones{};  // registered
    std::string category{"pu"};    // pu | bpu | pmi
    std::optional<date> inactive_since{};
    bool deceased{}, has_jht{true};
    int months_due{};
    proof wanted{};
    std::optional<std::int64_t> total{};  // balance, where it is given
    std::vector<claim> claims{};
    std::string role{};  // what this persona is for; empty: one of the crowd

    bool is_phone_of(const msisdn& phone) const;
};

// A number's own randomness: the same for the same digits and purpose, whatever the seed.
std::uint64_t number_hash(std::string_view digits, std::string_view purpose);

// Equal but for hyphens, blanks and case.
bool same_claim(std::string_view one, std::string_view other);

// Name, birth date, NIK, town and employer as the number decides them; registered nowhere.
person invent_basics(std::string number);

class people
{
public:
    // `count` participants: the example's and a dozen personas first, then the crowd.
    static people invent(std::uint64_t seed = 1, std::size_t count = 1000);
    // DESIGN.md section 5, --people; also "balance", "category", "inactive_since", "deceased", "has_jht" may
    // be given. Throws std::runtime_error naming file and row. The example stays, unless the file gives its
    // phone to others.
    static people read(const std::filesystem::path& file);

    // By 16 digits or KPJ; nullptr: unknown.
    person* find(std::string_view number);
    person* find_claim(std::string_view claim_no);
    // In the order of the list.
    std::vector<const person*> of_phone(const msisdn& phone) const;
    const std::vector<person>& all() const { return all_; }

private:
    void add(person made);

    std::vector<person> all_{};
    std::unordered_map<std::string, std::size_t> by_number_{}, by_claim_{};
};

}  // namespace sapa::lab
