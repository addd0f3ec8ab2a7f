#include "cli/commands/all.h"

namespace dataflint::cli {

Commands AllCommands() {
  Commands commands;
  commands.push_back(MakeAnalyze());
  commands.push_back(MakeCompare());
  commands.push_back(MakeInspect());
  commands.push_back(MakeInsights());
  commands.push_back(MakeCompletion());
  commands.push_back(MakeHelp());
  commands.push_back(MakeVersion());
  return commands;
}

}  // namespace dataflint::cli
