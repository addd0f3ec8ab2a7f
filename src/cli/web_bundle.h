// What web/ is in this program: script and style of the HTML report. The definition comes from
// cmake/web.cmake and is no part of this folder. Any thread.
#pragma once

#include "report/html/document.h"

namespace dataflint::cli {

// Null when the program was built without (CMake's option DATAFLINT_WEB).
const report::html::Bundle* WebBundle();

}  // namespace dataflint::cli
