#include "cli/command_line.h"

int main(int argc, char** argv) { return dataflint::cli::RunCommandLine(argc, argv); }
