// Fields, targets, queries.
#include "gateway/http/message.hpp"
#include <gtest/gtest.h>

namespace sapa {
namespace {

TEST(message, FindsFieldsWithoutCase)
{
    const http_fields fields{{"Content-Type", "a"}, {"content-type", "b"}, {"X", ""}};
    EXPECT_EQ(find_field(fields, "CONTENT-TYPE"), "a");
    EXPECT_EQ(find_field(fields, "x"), "");
    EXPECT_EQ(find_field(fields, "Content-Typ"), "");
}

TEST(message, TakesTargetsApart)
{
    struct row
    {
        const char *target, *path, *query;
    } const rows[]{{"/a/b?x=1&y=2", "/a/b", "x=1&y=2"}, {"/a", "/a", ""}, {"/a?", "/a", ""}, {"?q", "", "q"},
                   {"/a?x=1#f", "/a", "x=1"},           {"", "", ""}};
    for (const auto& row : rows) {
        SCOPED_TRACE(row.target);
        EXPECT_EQ(path_of(row.target), row.path);
        EXPECT_EQ(query_of(row.target), row.query);
    }
}

TEST(message, DecodesQueries)
{
    const http_fields expected{{"a b", "1 2"}, {"c", ""}, {"d", "="}, {"e", "%zz%4"}, {"", "x"}};
    EXPECT_EQ(parse_query("a%20b=1+2&c&d==&&e=%zz%4&=x"), expected);
    EXPECT_TRUE(parse_query("").empty());
}

TEST(message, EncodesAndDecodesEveryOctet)
{
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    EXPECT_EQ(percent_decode(percent_encode(all)), all);
    EXPECT_EQ(percent_encode("a b/é~"), "a%20b%2F%C3%A9~");
}

}  // namespace
}  // namespace sapa
