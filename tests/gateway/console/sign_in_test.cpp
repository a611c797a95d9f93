// Who may come in, and what each may do.
#include "tests/gateway/console/desk_stand.hpp"

namespace sapa::console {
namespace {

using sign_in_test = desk_stand;

TEST_F(sign_in_test, LetsInWhoKnowsThePasswordByACookieThatScriptsCannotRead)
{
    EXPECT_EQ(code_of(get("/api/console/session")), "signed_out");
    EXPECT_EQ(code_of(sign_in("admin", "salah")), "wrong_credentials");
    EXPECT_EQ(code_of(sign_in("nobody", "kata sandi admin")), "wrong_credentials");
    const auto came = sign_in("admin", "kata sandi admin");
    ASSERT_EQ(came.status, 200);
    const std::string set(find_field(came.fields, "Set-Cookie"));
    EXPECT_NE(set.find("HttpOnly"), set.npos);
    EXPECT_NE(set.find("SameSite=Strict"), set.npos);
    EXPECT_EQ(get("/api/console/session").body.at("name").as_string(), "admin");
}

TEST_F(sign_in_test, SaysWhatIsWrongInTheLanguageOfTheReader)
{
    const auto id = sign_in("admin", "salah").body.at("error").at("message").as_string();
    spoken = "en";
    const auto en = sign_in("admin", "salah").body.at("error").at("message").as_string();
    EXPECT_NE(std::string(id).find("salah"), std::string::npos);
    EXPECT_NE(std::string(en).find("wrong"), std::string::npos);
}

TEST_F(sign_in_test, MakesWhoGuessesWaitAndForgetsAfterAWhile)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(sign_in("admin", "salah").status, 401);
    const auto refused = sign_in("admin", "kata sandi admin");
    EXPECT_EQ(refused.status, 429);
    EXPECT_FALSE(find_field(refused.fields, "Retry-After").empty());
    now += std::chrono::minutes(16);
    EXPECT_EQ(sign_in("admin", "kata sandi admin").status, 200);
}

TEST_F(sign_in_test, RefusesWritesWithoutTheTokenOrFromAnotherPage)
{
    sign_in();
    const auto token = std::exchange(csrf, "");
    EXPECT_EQ(code_of(post("/api/console/sign-out")), "csrf");
    csrf = token;
    extra = {{"Origin", "https://elsewhere.example"}};
    EXPECT_EQ(code_of(post("/api/console/sign-out")), "csrf");
    extra.clear();
    EXPECT_EQ(post("/api/console/sign-out").status, 200);
    EXPECT_EQ(code_of(get("/api/console/session")), "signed_out");
}

TEST_F(sign_in_test, EndsASessionThatIsIdleAndOneThatIsOld)
{
    sign_in();
    now += std::chrono::minutes(29);
    EXPECT_EQ(get("/api/console/session").status, 200);
    now += std::chrono::minutes(31);
    EXPECT_EQ(code_of(get("/api/console/session")), "signed_out");
    sign_in();
    for (int i = 0; i < 24; ++i) {
        now += std::chrono::minutes(29);
        get("/api/console/session");
    }
    now += std::chrono::minutes(29);
    EXPECT_EQ(code_of(get("/api/console/session")), "signed_out");
}

TEST_F(sign_in_test, WantsAOneTimePasswordChangedFirst)
{
    add_account("sari", role::agent, true);
    ASSERT_EQ(sign_in("sari", "kata sandi sari").status, 200);
    EXPECT_EQ(code_of(get("/api/console/world")), "must_change_password");
    EXPECT_EQ(code_of(post("/api/console/password", {{"old", "kata sandi sari"}, {"new", "pendek"}})),
              "invalid");
    EXPECT_EQ(code_of(post("/api/console/password", {{"old", "bukan"}, {"new", "ayam goreng lalapan"}})),
              "wrong_credentials");
    ASSERT_EQ(
        post("/api/console/password", {{"old", "kata sandi sari"}, {"new", "ayam goreng lalapan"}}).status,
        200);
    EXPECT_EQ(code_of(get("/api/console/world")), "signed_out");  // every session of before has ended
    ASSERT_EQ(sign_in("sari", "ayam goreng lalapan").status, 200);
    EXPECT_EQ(get("/api/console/world").status, 200);
}

TEST_F(sign_in_test, LeavesToEachRoleWhatIsItsOwn)
{
    add_account("sari", role::agent, false);
    sign_in("sari", "kata sandi sari");
    EXPECT_EQ(code_of(get("/api/console/accounts")), "forbidden");
    EXPECT_EQ(code_of(post("/api/console/draft/publish")), "forbidden");
    EXPECT_EQ(
        code_of(post("/api/console/conversations/messages/1/unmask", {{"reason", "keluhan 123 penting"}})),
        "forbidden");
    EXPECT_EQ(get("/api/console/draft").status, 200);
}

TEST_F(sign_in_test, AdministersAccountsButKeepsOneAdmin)
{
    sign_in();
    const auto made = post("/api/console/accounts", {{"name", "budi"}, {"role", "lead"}});
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(code_of(post("/api/console/accounts", {{"name", "budi"}, {"role", "lead"}})), "exists");
    EXPECT_EQ(code_of(post("/api/console/accounts", {{"name", "../x"}, {"role", "lead"}})), "invalid");
    EXPECT_EQ(code_of(send("PUT", "/api/console/accounts/admin", {{"role", "agent"}})), "invalid");
    EXPECT_EQ(code_of(send("DELETE", "/api/console/accounts/admin", json::object{})), "invalid");
    const auto password = std::string(made.body.at("one_time_password").as_string());
    EXPECT_EQ(sign_in("budi", password).status, 200);
    const auto kept = cookie, token = csrf;
    sign_in();
    EXPECT_EQ(send("PUT", "/api/console/accounts/budi", {{"disabled", true}}).status, 200);
    cookie = kept, csrf = token;
    EXPECT_EQ(code_of(get("/api/console/session")), "signed_out");
}

TEST_F(sign_in_test, KeepsAccountsOverARestartAndWholePasswordsNowhere)
{
    open();
    sign_in();
    std::ifstream file(folder / "console" / "accounts.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(text.find("kata sandi admin"), text.npos);
    EXPECT_NE(text.find("$argon2id$"), text.npos);
    EXPECT_EQ(std::filesystem::status(folder / "console" / "accounts.json").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(sign_in_test, ServesThePageCompressedAndUnderAStrictPolicy)
{
    extra = {{"Accept-Encoding", "gzip, br"}};
    const auto page = get("/console/");
    EXPECT_EQ(page.text, "BROTLI");
    const std::string policy(find_field(page.fields, "Content-Security-Policy"));
    EXPECT_NE(policy.find("script-src 'self'"), policy.npos);
    EXPECT_EQ(policy.find("unsafe"), policy.npos);
    extra = {{"Accept-Encoding", "gzip"}};
    EXPECT_EQ(get("/console/anything").text, "GZIP");
    extra.clear();
    EXPECT_EQ(get("/console/").text, "<p>Sapa</p>");
    EXPECT_EQ(get("/console/assets/none.js").status, 404);
    EXPECT_EQ(get("/console/../accounts.json").status, 404);
    EXPECT_EQ(get("/console").status, 308);
}

}  // namespace
}  // namespace sapa::console
