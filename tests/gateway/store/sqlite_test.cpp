// The SQLite back end passes the conformance suite.
#include <filesystem>
#include "gateway/store/sqlite/sqlite_store.hpp"
#include "tests/gateway/store/conformance_cases.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa::store_conformance {
namespace {

class sqlite_back_end final : public back_end
{
public:
    conversation_store& open(asio::io_context& io) override
    {
        return store_.emplace(io.get_executor(), folder_.settings());
    }
    void close() override { store_.reset(); }

private:
    scratch folder_{};
    std::optional<sqlite_store> store_{};
};

INSTANTIATE_TEST_SUITE_P(sqlite, conformance,
                         testing::Values([] { return std::unique_ptr<back_end>(new sqlite_back_end); }));

}  // namespace
}  // namespace sapa::store_conformance
