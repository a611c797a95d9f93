// What we hand to operators is taken by the programs that it is for.
#include <fstream>
#include <regex>
#include <set>
#include "tests/operations/gateway_stand.hpp"

using namespace sapa;
using namespace sapa::operations;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string file(const std::string& name)
{
    std::ifstream in(std::string(SOURCE_DIR "/") + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct scratch
{
    scratch() { fs::create_directories(folder); }
    ~scratch() { fs::remove_all(folder); }
    fs::path folder{fs::temp_directory_path() / ("sapa-documents-" + std::to_string(::getpid()))};

    std::string put(const std::string& name, const std::string& text) const
    {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name) << text;
        return (folder / name).string();
    }
};

// sapa_... of an expression or a text.
std::set<std::string> families_in(const std::string& text)
{
    static const std::regex name("sapa_[a-z_]+");
    std::set<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at)
        all.insert(std::regex_replace(at->str(), std::regex("_(bucket|sum|count)$"), ""));
    return all;
}

void collect_queries(const json::value& from, std::string& all)
{
    if (from.is_object())
        for (const auto& [key, value] : from.as_object()) {
            if (value.is_string() && (key == "expr" || key == "query"))
                all += std::string(value.as_string()) + "\n";
            collect_queries(value, all);
        }
    if (from.is_array())
        for (const auto& value : from.as_array())
            collect_queries(value, all);
}

std::string expressions(const std::string& rules)
{
    static const std::regex expr("expr: ([^\n]*(\n          [^\n]*)*)");
    std::string all;
    for (std::sregex_iterator at(rules.begin(), rules.end(), expr), end; at != end; ++at)
        all += (*at)[1].str() + "\n";
    return all;
}

std::string certificate_at(const scratch& in)
{
    const auto both = (in.folder / "sapa.pem").string();
    const auto made = run_shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj "
        "/CN=sapa.example -out " +
        both + ".crt -keyout " + both + ".key && cat " + both + ".crt " + both + ".key > " + both);
    EXPECT_EQ(made.status, 0) << made.text;
    return both;
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

}  // namespace

TEST(Documents, PromtoolTakesTheRules)
{
    const auto told = run_shell("promtool check rules " SOURCE_DIR "/docs/operations/alerts.yml");
    EXPECT_EQ(told.status, 0) << told.text;
}

TEST(Documents, RulesAndDashboardAskOnlyForWhatIsMeasured)
{
    gateway_stand stand;
    scratch temporary;
    const auto pem = certificate_at(temporary);
    stand.http = ", tls: {certificate: \"" + pem + ".crt\", key: \"" + pem + ".key\"}";
    stand.start_bound();
    stand.ask(1, "SALDO 3171000000000003");
    ASSERT_TRUE(stand.until([&] { return stand.smsc->replies().size() == 1; }));
    EXPECT_EQ(stand.command("backup " + (stand.folder() / "copy.db").string()).status, 0);
    const auto now =
        stand.scrape_until([](const scrape& seen) { return seen.sum("sapa_backup_age_seconds") > 0; });
    const auto read = run_shell("promtool check metrics < " + temporary.put("metrics", now.text));
    EXPECT_EQ(read.status, 0) << read.text;

    // Made only when it happens first: a webhook's outcome, Meta's answer.
    auto measured = families_in(file("adapters/whatsapp/webhook_handler.cpp") +
                                file("adapters/whatsapp/graph_client.cpp"));
    for (const auto& [family, kind] : now.kinds)
        measured.insert(family);
    std::string queries;
    collect_queries(json::parse(file("docs/operations/dashboard.json")), queries);
    ASSERT_GT(families_in(queries).size(), 20u);
    for (const auto& family : families_in(queries + expressions(file("docs/operations/alerts.yml"))))
        EXPECT_TRUE(measured.contains(family) || measured.contains(family + "_count")) << family;
}

TEST(Documents, NoLabelHoldsANumberOrAName)
{
    gateway_stand stand;
    stand.start_bound();
    stand.ask(1, "SALDO 3171000000000003");
    stand.ask(2, "DAFTAR SALDO#3171234567890001#17-08-1974#3171000000000004");
    EXPECT_EQ(stand.say("tolong saldo 3171000000000003"), 200);
    const auto now = stand.scrape_until(
        [](const scrape& seen) { return seen.sum("sapa_attempts_total", "accepted") >= 3; });
    const std::regex label(R"re("([^"]*)")re"), digits("[0-9]{6}");
    for (const auto& [series, value] : now.values)
        for (std::sregex_iterator at(series.begin(), series.end(), label), end; at != end; ++at) {
            const auto word = (*at)[1].str();
            EXPECT_LE(word.size(), 40u) << series;
            EXPECT_TRUE(!std::regex_search(word, digits) || series.starts_with("sapa_info")) << series;
        }
}

TEST(Documents, NginxTakesTheExample)
{
    scratch temporary;
    const auto pem = certificate_at(temporary);
    auto server =
        replaced(file("packaging/examples/nginx.conf"), "/etc/ssl/sapa/fullchain.pem", pem + ".crt");
    server = replaced(server, "/etc/ssl/sapa/key.pem", pem + ".key");
    const auto whole = temporary.put(
        "nginx.conf", "pid " + (temporary.folder / "pid").string() +
                          ";\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n" + server + "}\n");
    const auto told =
        run_shell("PATH=$PATH:/usr/sbin nginx -t -e stderr -p " + temporary.folder.string() + " -c " + whole);
    EXPECT_EQ(told.status, 0) << told.text;
}

TEST(Documents, HaproxyTakesTheExample)
{
    scratch temporary;
    const auto pem = certificate_at(temporary);
    const auto example = temporary.put(
        "haproxy.cfg", replaced(file("packaging/examples/haproxy.cfg"), "/etc/ssl/sapa/sapa.pem", pem));
    const auto told = run_shell("PATH=$PATH:/usr/sbin haproxy -c -f " + example);
    EXPECT_EQ(told.status, 0) << told.text;
}

TEST(Documents, SystemdTakesTheUnitAndFindsLittleToExpose)
{
    scratch temporary;
    for (const auto* program : {"usr/bin/sapa", "bin/kill"})
        fs::permissions(temporary.put(program, "#!/bin/sh\n"), fs::perms::owner_all);
    // Units that it names, as they stand on any machine with systemd.
    for (const auto* unit :
         {"network-online.target", "multi-user.target", "sysinit.target", "basic.target", "shutdown.target"})
        temporary.put(std::string("lib/systemd/system/") + unit,
                      "[Unit]\nDescription=" + std::string(unit) + "\n");
    const auto unit = temporary.put("lib/systemd/system/sapa.service", file("packaging/sapa.service"));
    const auto verified =
        run_shell("systemd-analyze --root=" + temporary.folder.string() + " --man=no verify sapa.service");
    EXPECT_EQ(verified.status, 0) << verified.text;
    const auto judged =
        run_shell("systemd-analyze security --offline=true --threshold=30 --no-pager " + unit);
    EXPECT_EQ(judged.status, 0) << judged.text;
}

TEST(Documents, MandocTakesTheManualPages)
{
    for (const std::string page : {"sapa", "sapa.yaml"}) {
        const auto told = run_shell(SAPA_BINARY " man " + page + " | mandoc -Tlint -Wwarning");
        EXPECT_EQ(told.text, "") << page;
    }
}

TEST(Documents, LinksLeadSomewhere)
{
    static const std::regex link(R"(\]\(([^)#:]+)(#[^)]*)?\))");
    for (const auto& entry : fs::recursive_directory_iterator(SOURCE_DIR "/docs")) {
        if (entry.path().extension() != ".md")
            continue;
        const auto text = file(fs::relative(entry.path(), SOURCE_DIR).string());
        for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at)
            EXPECT_TRUE(fs::exists(entry.path().parent_path() / (*at)[1].str()))
                << entry.path() << " leads to " << (*at)[1].str();
    }
}
