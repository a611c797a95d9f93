// Which back end store.url means.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <memory>
#include "gateway/config.hpp"
#include "gateway/pipeline/operator_store.hpp"

namespace sapa {

// Throws std::runtime_error where the store cannot be used.
std::unique_ptr<durable_store> open_store(asio::any_io_executor home, const store_section& from);

// The ledger as it stands, without opening the store for writing: also while a server runs.
ledger read_stored_ledger(const store_section& from);

// Where a server leaves word for the commands on its machine: a line with their token, a line with the private
// listener's address.
std::filesystem::path local_word_file(const store_section& store);

}  // namespace sapa
