// What was learnt, kept in a file named by the hash of its inputs.
#include <unistd.h>
#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>
#include "intents/recognise/free_text.hpp"
#include "intents/recognise/model_file.hpp"

namespace sapa {

namespace {

constexpr std::uint64_t format = 8;  // changes where the learning or the file changes

std::uint64_t mix(std::uint64_t hash, std::string_view bytes)
{
    for (unsigned char c : bytes)
        hash = (hash ^ c) * 0x100000001b3ull;
    return hash;
}

std::uint64_t hash_of_inputs(const std::filesystem::path& conf)
{
    auto hash =
        mix(0xcbf29ce484222325ull, std::string_view(reinterpret_cast<const char*>(&format), sizeof format));
    auto files = files_below(conf / "examples", ".txt");
    std::ranges::copy(files_below(conf / "lexicon", ".tsv"), std::back_inserter(files));
    files.push_back(conf / "lexicon" / "classes.txt");
    files.push_back(conf / "hints.yaml");
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        std::ostringstream all;
        all << in.rdbuf();
        hash = mix(mix(hash, std::filesystem::relative(file, conf).string()), all.str());
    }
    return hash;
}

}  // namespace

void free_text::write(const std::filesystem::path& file) const
{
    const auto fresh = file.string() + "." + std::to_string(::getpid());
    model_writer out(fresh);
    out.value(format);
    out.value(static_cast<std::uint32_t>(labels_.size()));
    for (const auto& label : labels_)
        out.text(label);
    out.value(static_cast<std::uint32_t>(spelling_.size()));
    for (const auto& [word, count] : spelling_) {
        out.text(word);
        out.value(count);
    }
    vocabulary_.write(out);
    model_.write(out);
    out.value(calibration_);
    std::error_code failed;
    if (out.finish())
        std::filesystem::rename(fresh, file, failed);
    else
        std::filesystem::remove(fresh, failed);  // it is learnt again next time
}

bool free_text::read(const std::filesystem::path& file)
{
    try {
        model_reader in(file);
        if (in.value<std::uint64_t>() != format)
            return false;
        labels_.resize(std::min<std::uint32_t>(in.value<std::uint32_t>(), 128));
        for (auto& label : labels_)
            label = in.text();
        for (auto words = in.value<std::uint32_t>(); words > 0; --words) {
            const auto word = in.text();
            knowledge_.speller.add(word, in.value<std::uint32_t>());
        }
        vocabulary_.read(in);
        model_.read(in);
        calibration_ = in.value<calibration>();
    } catch (const std::runtime_error&) {
        return false;
    }
    knowledge_.speller.finish();
    return true;
}

// What older inputs gave is not kept for ever: the newest few files stay.
static void drop_old(const std::filesystem::path& cache)
{
    constexpr std::size_t kept = 6;
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> files;
    std::error_code failed;
    for (const auto& file : files_below(cache, ".bin"))
        if (file.filename().string().starts_with("recogniser-"))
            files.emplace_back(std::filesystem::last_write_time(file, failed), file);
    std::ranges::sort(files, std::greater{});
    for (std::size_t at = kept; at < files.size(); ++at)
        std::filesystem::remove(files[at].second, failed);
}

std::unique_ptr<free_text> free_text::load(const std::filesystem::path& conf,
                                           const std::filesystem::path& cache)
{
    std::ostringstream name;
    name << "recogniser-" << std::hex << hash_of_inputs(conf) << ".bin";
    const auto file = cache / name.str();
    const auto kept = [&]() -> std::unique_ptr<free_text> {
        auto made = std::make_unique<free_text>();
        if (!made->read(file))
            return nullptr;
        made->knowledge_.words = text::lexicon(conf / "lexicon");
        made->knowledge_.class_of = read_classes(conf / "lexicon" / "classes.txt");
        made->hints_ = std::make_unique<hints>(conf / "hints.yaml", made->labels_);
        return made;
    };
    if (auto made = kept())
        return made;
    auto learnt = learn(read_examples(conf / "examples"), conf, true);
    std::error_code failed;
    std::filesystem::create_directories(cache, failed);
    if (failed)
        return learnt;
    learnt->write(file);
    drop_old(cache);
    auto made = kept();  // mapped, where it could be written
    return made ? std::move(made) : std::move(learnt);
}

}  // namespace sapa
