#include "intents/recognise/model_file.hpp"

#include <boost/interprocess/exceptions.hpp>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>

namespace sapa {

namespace {

constexpr std::uint32_t text_max = 4096;

}  // namespace

void model_writer::octets(const void* from, std::size_t count)
{
    out_.write(static_cast<const char*>(from), static_cast<std::streamsize>(count));
    at_ += count;
}

void model_writer::text(std::string_view one)
{
    value(static_cast<std::uint32_t>(one.size()));
    octets(one.data(), one.size());
}

bool model_writer::finish()
{
    out_.close();
    return !out_.fail();
}

model_reader::model_reader(const std::filesystem::path& file)
{
    namespace ipc = boost::interprocess;
    try {
        const ipc::file_mapping opened(file.c_str(), ipc::read_only);
        auto region = std::make_shared<ipc::mapped_region>(opened, ipc::read_only);
        all_ = {static_cast<const std::byte*>(region->get_address()), region->get_size()};
        file_ = std::move(region);
    } catch (const ipc::interprocess_exception& trouble) {
        throw std::runtime_error(std::string("model file: ") + trouble.what());
    }
}

const std::byte* model_reader::take(std::size_t count)
{
    if (count > all_.size() - at_)
        throw std::runtime_error("model file: cut short");
    return all_.data() + std::exchange(at_, at_ + count);
}

std::string model_reader::text()
{
    const auto size = value<std::uint32_t>();
    if (size > text_max)
        throw std::runtime_error("model file: broken text");
    return {reinterpret_cast<const char*>(take(size)), size};
}

}  // namespace sapa
