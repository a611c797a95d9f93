// Remembers what was settled.
#include "gateway/console/queue.hpp"

#include <sstream>
#include "gateway/console/files.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t kept_max = 20'000;

}  // namespace

settled_texts::settled_texts(std::filesystem::path file) : file_(std::move(file))
{
    std::istringstream in(read_file(file_).value_or(""));
    for (row_id one{}; in >> one;)
        all_.insert(one);
}

async<void> settled_texts::settle(work_thread& work, row_id inbox)
{
    all_.insert(inbox);
    while (all_.size() > kept_max)
        all_.erase(all_.begin());
    std::string lines;
    for (const auto one : all_)
        lines += std::to_string(one) + "\n";
    auto keep = [file = file_, lines] {
        write_file(file, lines);
        return true;
    };
    co_await work.run(std::move(keep));
}

}  // namespace sapa::console
