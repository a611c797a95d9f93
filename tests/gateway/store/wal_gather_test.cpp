// The layer that gathers the WAL's frames changes nothing that anybody can see.
#include "gateway/store/sqlite/wal_gather.hpp"
#include <gtest/gtest.h>
#include "gateway/store/sqlite/sqlite.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa::store {
namespace {

struct wal_gather_test : testing::Test
{
    scratch folder{};
    std::string file{(folder.path() / "a.db").string()};
    connection writer{file, connection::mode::read_write, gathered_wal("")};

    wal_gather_test()
    {
        writer.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
            "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT NOT NULL)");
    }
    void insert(int first, int count)
    {
        writer.execute("BEGIN");
        for (int id = first; id < first + count; ++id)
            writer.run("INSERT INTO t VALUES (?, ?)", id, std::string(200, static_cast<char>('a' + id % 26)));
        writer.execute("COMMIT");
    }
};

TEST_F(wal_gather_test, AnotherConnectionSeesEachCommit)
{
    connection reader(file, connection::mode::read_only);
    for (int round = 1; round <= 5; ++round) {
        insert(round * 1000, 500);
        EXPECT_EQ(reader.value("SELECT count(*) FROM t"), 500 * round);
    }
}

TEST_F(wal_gather_test, FramesThatLeftTheCacheAreReadBack)
{
    writer.execute("PRAGMA cache_size = 10; BEGIN");
    for (int id = 0; id < 5000; ++id) {
        writer.run("INSERT INTO t VALUES (?, ?)", id, std::string(200, 'x'));
        if (id % 7 == 0) {
            ASSERT_EQ(writer.value("SELECT length(word) FROM t WHERE id = ?", id / 2), 200);
        }
    }
    writer.execute("ROLLBACK");
    EXPECT_EQ(writer.value("SELECT count(*) FROM t"), 0);
    insert(0, 3000);
    EXPECT_EQ(writer.value("SELECT count(*) FROM t"), 3000);
}

TEST_F(wal_gather_test, WhatWasCommittedIsThereAfterACheckpointAndWithoutTheLayer)
{
    insert(0, 1000);
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    insert(1000, 1000);
    connection other(file, connection::mode::read_write);
    EXPECT_EQ(other.value("SELECT count(*) FROM t"), 2000);
    other.run("DELETE FROM t WHERE id < ?", 10);
    EXPECT_EQ(writer.value("SELECT count(*) FROM t"), 1990);
    auto told = other.query("PRAGMA integrity_check");
    ASSERT_TRUE(told.step());
    EXPECT_EQ(told.text(0), "ok");
}

}  // namespace
}  // namespace sapa::store
