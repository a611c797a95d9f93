// Entry: one binary, all commands.
#include "gateway/command/commands.hpp"

int main(int argc, char** argv) { return sapa::run_command(argc, argv); }
