#include "gateway/open_store.hpp"

#include "gateway/store/postgres/postgres_store.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

store::group_limits limits_of(const store_section& from)
{
    return {.group_max = static_cast<std::size_t>(from.group_max),
            .queue_max = static_cast<std::size_t>(from.queue_max)};
}

postgres_settings postgres_of(const store_section& from)
{
    postgres_settings to;
    to.url = from.url;
    to.keys = from.keys;
    to.node = from.node;
    to.group = limits_of(from);
    return to;
}

sqlite_settings sqlite_of(const store_section& from)
{
    sqlite_settings to;
    to.url = from.url;
    to.keys = from.keys;
    to.group = limits_of(from);
    return to;
}

}  // namespace

std::unique_ptr<durable_store> open_store(asio::any_io_executor home, const store_section& from)
{
    if (is_postgres_url(from.url))
        return std::make_unique<postgres_store>(std::move(home), postgres_of(from));
    return std::make_unique<sqlite_store>(std::move(home), sqlite_of(from));
}

ledger read_stored_ledger(const store_section& from)
{
    return is_postgres_url(from.url) ? read_ledger(postgres_of(from)) : read_ledger(sqlite_of(from));
}

std::filesystem::path local_word_file(const store_section& store)
{
    const auto beside =
        store.url.starts_with(sqlite_scheme) ? store.url.substr(sqlite_scheme.size()) : store.node;
    return beside + ".token";
}

}  // namespace sapa
