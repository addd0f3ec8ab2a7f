// The words of the report and what they mean, for `dataflint help report`. Pure.
#ifndef DATAFLINT_CLI_REPORT_GLOSSARY_H_
#define DATAFLINT_CLI_REPORT_GLOSSARY_H_

#include <string_view>
#include <vector>

namespace dataflint::cli {

struct GlossaryEntry {
  std::string_view word;  // as the report writes it
  std::string_view meaning;
};
struct GlossarySection {
  std::string_view heading;
  std::vector<GlossaryEntry> entries;
};

// In the order of the report.
std::vector<GlossarySection> ReportGlossary();

}  // namespace dataflint::cli

#endif  // DATAFLINT_CLI_REPORT_GLOSSARY_H_
