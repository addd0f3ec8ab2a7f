// The parts of page_data.cc, one file each: they write one member of the page's data into an open
// object; and what they write it with. Used inside this folder, on one thread.
#ifndef DATAFLINT_REPORT_HTML_PAGE_PARTS_H_
#define DATAFLINT_REPORT_HTML_PAGE_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "report/report.h"
#include "report/summary.h"

namespace dataflint::report::html {

struct PageContext {
  const Report& report;
  const Summary& summary;

  const model::Application& app() const { return *report.app; }
  // Milliseconds since the beginning of the application, inside its life.
  std::int64_t At(model::TimeMs time) const;
};

void WriteFindings(const PageContext& context, JsonWriter& json);
void WriteTimeline(const PageContext& context, JsonWriter& json);
void WriteStages(const PageContext& context, JsonWriter& json);
void WriteQueries(const PageContext& context, JsonWriter& json);

// Bytes that a list may take; what does not fit is left out.
class Room {
 public:
  explicit Room(std::size_t bytes) : left_(bytes) {}
  // Takes room for so many numbers or short members, and the texts, if there is so much.
  bool Take(std::size_t members, const std::vector<std::string_view>& texts = {});

 private:
  std::size_t left_;
};

// A clean text of at most `columns` columns.
std::string ShortText(std::string_view text, std::size_t columns = 200);
// Members that are left out when there is nothing in them.
void NonZero(JsonWriter& json, std::string_view key, std::int64_t value);
void NonEmpty(JsonWriter& json, std::string_view key, std::string_view text);

}  // namespace dataflint::report::html

#endif  // DATAFLINT_REPORT_HTML_PAGE_PARTS_H_
