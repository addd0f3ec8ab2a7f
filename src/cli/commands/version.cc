#include "cli/commands/all.h"
#include "cli/output.h"

namespace dataflint::cli {
namespace {

class Version final : public Command {
 public:
  const CommandSpec& spec() const override {
    static const CommandSpec kSpec = {
        "version",
        "Show the version",
        "Prints the name and the version, and nothing else.",
        {{"dataflint version", "prints \"dataflint " DATAFLINT_VERSION "\""}},
    };
    return kSpec;
  }
  void Declare(Options& /*options*/) override {}
  ExitCode Run(const Context& /*context*/) override {
    return PrintData("dataflint " DATAFLINT_VERSION "\n");
  }
};

}  // namespace

std::unique_ptr<Command> MakeVersion() { return std::make_unique<Version>(); }

}  // namespace dataflint::cli
