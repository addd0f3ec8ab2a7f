// Secrets in settings stay out of reports, as Spark keeps them out of its own pages.
#pragma once

#include <string_view>

namespace dataflint::report {

inline constexpr std::string_view kRedactedText = "*********(redacted)";

// `value`, or kRedactedText when the name or the value looks like a secret: Spark's default for
// spark.redaction.regex, "(?i)secret|password|token|access[.]?key" (Utils.redact).
std::string_view Redacted(std::string_view name, std::string_view value);

}  // namespace dataflint::report
