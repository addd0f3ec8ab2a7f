// Stands in for what build.mjs makes where CMake's option DATAFLINT_WEB is off.
#include "cli/web_bundle.h"

namespace dataflint::cli {

const report::html::Bundle* WebBundle() { return nullptr; }

}  // namespace dataflint::cli
