// What was learnt, kept in a file named by the hash of its inputs.
#include <unistd.h>
#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include "intents/recognise/free_text.hpp"

namespace sapa {

namespace {

constexpr std::uint64_t format = 7;  // changes where the learning or the file changes

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

void write_text(std::ostream& out, std::string_view text)
{
    const auto size = static_cast<std::uint32_t>(text.size());
    out.write(reinterpret_cast<const char*>(&size), sizeof size);
    out.write(text.data(), size);
}

std::string read_text(std::istream& in)
{
    std::uint32_t size = 0;
    in.read(reinterpret_cast<char*>(&size), sizeof size);
    if (!in || size > 4096)
        throw std::runtime_error("cached model: broken text");
    std::string text(size, '\0');
    in.read(text.data(), size);
    return text;
}

template <class Value>
void write_value(std::ostream& out, const Value& value)
{
    out.write(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class Value>
Value read_value(std::istream& in)
{
    Value value{};
    in.read(reinterpret_cast<char*>(&value), sizeof value);
    if (!in)
        throw std::runtime_error("cached model: cut short");
    return value;
}

}  // namespace

void free_text::write(const std::filesystem::path& file) const
{
    const auto fresh = file.string() + "." + std::to_string(::getpid());
    {
        std::ofstream out(fresh, std::ios::binary);
        write_value(out, format);
        write_value(out, static_cast<std::uint32_t>(labels_.size()));
        for (const auto& label : labels_)
            write_text(out, label);
        write_value(out, static_cast<std::uint32_t>(spelling_.size()));
        for (const auto& [word, count] : spelling_) {
            write_text(out, word);
            write_value(out, count);
        }
        vocabulary_.write(out);
        model_.write(out);
        write_value(out, calibration_);
        if (!out)
            return;  // no room: it is learnt again next time
    }
    std::error_code failed;
    std::filesystem::rename(fresh, file, failed);
}

bool free_text::read(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return false;
    try {
        if (read_value<std::uint64_t>(in) != format)
            return false;
        labels_.resize(std::min<std::uint32_t>(read_value<std::uint32_t>(in), 128));
        for (auto& label : labels_)
            label = read_text(in);
        spelling_.resize(std::min<std::uint32_t>(read_value<std::uint32_t>(in), 1u << 20));
        for (auto& [word, count] : spelling_) {
            word = read_text(in);
            count = read_value<std::uint32_t>(in);
            knowledge_.speller.add(word, count);
        }
        vocabulary_.read(in);
        model_.read(in);
        calibration_ = read_value<calibration>(in);
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
    auto cached = std::make_unique<free_text>();
    if (cached->read(cache / name.str())) {
        cached->spelling_ = {};  // only for the file
        cached->knowledge_.words = text::lexicon(conf / "lexicon");
        cached->knowledge_.class_of = read_classes(conf / "lexicon" / "classes.txt");
        cached->hints_ = std::make_unique<hints>(conf / "hints.yaml", cached->labels_);
        return cached;
    }
    auto learnt = learn(read_examples(conf / "examples"), conf, true);
    std::error_code failed;
    std::filesystem::create_directories(cache, failed);
    if (!failed) {
        learnt->write(cache / name.str());
        drop_old(cache);
    }
    return learnt;
}

}  // namespace sapa
