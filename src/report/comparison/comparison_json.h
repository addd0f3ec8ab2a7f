// A comparison as JSON, schema dataflint.comparison/1 (docs/comparison.schema.json). The same two
// logs give the same bytes. Within one schema number fields are only ever added. Called by cli/;
// one thread.
#ifndef DATAFLINT_REPORT_COMPARISON_COMPARISON_JSON_H_
#define DATAFLINT_REPORT_COMPARISON_COMPARISON_JSON_H_

#include <string_view>

#include "base/json_writer.h"
#include "report/comparison/comparison_page.h"

namespace dataflint::report {

inline constexpr std::string_view kComparisonSchema = "dataflint.comparison/1";

void WriteComparison(const ComparisonSubject& subject, JsonWriter& json);

}  // namespace dataflint::report

#endif  // DATAFLINT_REPORT_COMPARISON_COMPARISON_JSON_H_
