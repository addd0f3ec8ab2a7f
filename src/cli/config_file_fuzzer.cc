// Any bytes as a configuration file: either overrides that hold what the insights take, or an error
// with its line and what to do.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cli/config_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using dataflint::insights::Overrides;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const dataflint::Result<Overrides> read = dataflint::cli::ParseConfig(text, "c.toml");
  if (!read) {
    const dataflint::Error& error = read.error();
    if (!error.where.starts_with("c.toml at line ") || error.why.empty() || error.fix.empty()) {
      std::abort();
    }
    return 0;
  }
  for (const Overrides::Layer& layer : read->layers) {
    for (const Overrides::Threshold& threshold : layer.thresholds) {
      if (!(threshold.value >= 0 && threshold.value <= 1e15)) std::abort();
    }
  }
  return 0;
}
