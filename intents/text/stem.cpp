// One Snowball stemmer for each thread: a stemmer has a buffer of its own.
#include "intents/text/stem.hpp"

#include <libstemmer.h>
#include <memory>

namespace sapa::text {

std::string stem(std::string_view word)
{
    struct free_stemmer
    {
        void operator()(sb_stemmer* s) const { sb_stemmer_delete(s); }
    };
    thread_local const std::unique_ptr<sb_stemmer, free_stemmer> stemmer{
        sb_stemmer_new("indonesian", "UTF_8")};
    if (!stemmer || word.size() > 40)
        return std::string(word);
    const auto* letters = reinterpret_cast<const sb_symbol*>(word.data());
    const auto* stemmed = sb_stemmer_stem(stemmer.get(), letters, static_cast<int>(word.size()));
    if (!stemmed)
        return std::string(word);
    return {reinterpret_cast<const char*>(stemmed),
            static_cast<std::size_t>(sb_stemmer_length(stemmer.get()))};
}

}  // namespace sapa::text
