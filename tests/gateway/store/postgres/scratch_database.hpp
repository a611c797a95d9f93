// A database and a keyring of a test's own, and the settings of each of its nodes.
#pragma once
#include "gateway/store/postgres/postgres_store.hpp"
#include "tests/gateway/store/postgres/server.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa {

class scratch_database
{
public:
    postgres_settings settings(const std::string& node = "node") const
    {
        postgres_settings of;
        of.url = shared_postgres()->url(schema_);
        of.keys = (folder_.path() / "keys").string();
        of.node = (folder_.path() / node).string();
        return of;
    }
    std::string ask(const std::string& sql) const { return shared_postgres()->ask(sql, schema_); }
    const std::filesystem::path& path() const { return folder_.path(); }

private:
    scratch folder_{};
    std::string schema_{shared_postgres()->fresh_schema()};
};

}  // namespace sapa
