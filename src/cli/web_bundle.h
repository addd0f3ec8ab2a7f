// What web/ is in this program: script and style of the HTML report. The definition comes from
// cmake/web.cmake and is no part of this folder. Any thread.
#ifndef DATAFLINT_CLI_WEB_BUNDLE_H_
#define DATAFLINT_CLI_WEB_BUNDLE_H_

#include "report/html/document.h"

namespace dataflint::cli {

// Null when the program was built without (CMake's option DATAFLINT_WEB).
const report::html::Bundle* WebBundle();

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_WEB_BUNDLE_H_
