// The PostgreSQL back end passes the conformance suite.
#include "gateway/store/postgres/postgres_store.hpp"
#include "tests/gateway/store/conformance_cases.hpp"
#include "tests/gateway/store/postgres/scratch_database.hpp"

namespace sapa::store_conformance {
namespace {

class postgres_back_end final : public back_end
{
public:
    conversation_store& open(asio::io_context& io) override
    {
        return store_.emplace(io.get_executor(), database_.settings());
    }
    void close() override { store_.reset(); }

private:
    scratch_database database_{};
    std::optional<postgres_store> store_{};
};

std::vector<back_end_factory> where_installed()
{
    if (postgres_server::programs().empty())
        return {};
    return {[] { return std::unique_ptr<back_end>(new postgres_back_end); }};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(conformance);
INSTANTIATE_TEST_SUITE_P(postgres, conformance, testing::ValuesIn(where_installed()));

}  // namespace
}  // namespace sapa::store_conformance
