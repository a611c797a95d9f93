#include "gateway/command/commands.hpp"

#include <CLI/CLI.hpp>
#include "gateway/observe/version.hpp"

namespace sapa {

void add_commands(CLI::App& app)
{
    app.description("SMS and WhatsApp gateway of BPJS Ketenagakerjaan");
    app.name("sapa");
    app.set_version_flag("--version", std::string(version()));
    app.require_subcommand(1);
    auto& decode = *app.add_subcommand("decode", "decode JSON lines of fixtures, for tests");
    decode.require_subcommand(1);
    // One line a command; the lists are written out.
    add_serve(app);
    add_operate(app);
    add_account(app);
    add_decode_sms(decode);
    add_decode_whatsapp(decode);
    add_parse(app);
    add_talk(app);
    add_test(app);
    add_check(app);
    add_lab(app);
    add_man(app);
}

int run_command(int argc, char** argv)
{
    CLI::App app;
    add_commands(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::RuntimeError& ended) {
        return ended.get_exit_code();
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    return 0;
}

}  // namespace sapa
