// Runs a fuzz target over its corpus without libFuzzer: each file, each of its beginnings, and seeded
// mutations.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size);

namespace {

void run(const std::string& input)
{
    // A buffer of just this size, so that AddressSanitizer sees the first octet read beyond it.
    const std::vector<std::uint8_t> octets(input.begin(), input.end());
    LLVMFuzzerTestOneInput(octets.data(), octets.size());
}

void run_mutations(const std::string& input, std::mt19937& random)
{
    constexpr int mutations = 200;
    for (int i = 0; i < mutations && !input.empty(); ++i) {
        auto changed = input;
        for (unsigned edits = 1 + random() % 3; edits > 0; --edits) {
            const auto at = random() % changed.size();
            if (random() % 4 == 0)
                changed.insert(at, 1, static_cast<char>(random()));
            else
                changed[at] = static_cast<char>(random());
        }
        run(changed);
    }
}

}  // namespace

int main(int argc, char** argv)
{
    int files = 0;
    run("");
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
            std::ifstream in{entry.path(), std::ios::binary};
            const std::string input{std::istreambuf_iterator<char>{in}, {}};
            std::mt19937 random{static_cast<unsigned>(input.size())};
            for (std::size_t n = 0; n <= input.size() && n <= 4096; ++n)
                run(input.substr(0, n));
            run(input);
            run_mutations(input, random);
            ++files;
        }
    std::printf("%d inputs\n", files);
    return files > 0 ? 0 : 1;
}
