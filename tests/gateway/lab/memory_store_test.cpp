// The store in memory passes the conformance suite.
#include "gateway/lab/memory_store.hpp"
#include "tests/gateway/store/conformance_cases.hpp"

namespace sapa::store_conformance {
namespace {

class memory_back_end final : public back_end
{
public:
    conversation_store& open(asio::io_context&) override
    {
        store_.reopen();
        return store_;
    }
    void close() override {}

private:
    lab::memory_store store_{};
};

INSTANTIATE_TEST_SUITE_P(memory, conformance,
                         testing::Values([] { return std::unique_ptr<back_end>(new memory_back_end); }));

}  // namespace
}  // namespace sapa::store_conformance
