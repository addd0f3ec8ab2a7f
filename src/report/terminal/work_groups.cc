#include "report/work_groups.h"

#include <algorithm>
#include <string>

#include "base/quantity.h"
#include "report/terminal/sections.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"

namespace dataflint::report::terminal {
namespace {

// A streaming query's or job group's id says little; what its Spark jobs call themselves says more.
std::string Described(const model::Application& app, const WorkGroup& group) {
  const bool is_named = group.kind == WorkGroupKind::kJobGroup && !app.databricks.is_databricks;
  return is_named ? CallSite(app.text(group.description)) : std::string();
}

}  // namespace

void DrawWorkGroups(const Page& page) {
  const std::vector<WorkGroup> groups = WorkGroupsOf(page.report, page.summary);
  if (groups.size() < 2) return;
  const std::size_t shown = std::min(groups.size(), page.options.top);
  Table table({{"group", false, true},
               {"description", false, false, 4},
               {"user", false, false, 3},
               {"busy", true},
               {"of cores", true},
               {"Spark jobs", true, false, 1},
               {"failed", true},
               {"tasks", true, false, 2}});
  for (std::size_t i = 0; i < shown; ++i) {
    const WorkGroup& group = groups[i];
    const StringId user = page.app().attributions[group.attribution].user;
    table.Row(
        {{Clean(NameOf(page.app(), group))},
         {Described(page.app(), group)},
         {group.kind == WorkGroupKind::kUser ? "" : Clean(page.app().text(user))},
         {FormatDuration(group.busy_time)},
         {ShareOf(group.core_time, page.report.figures.core_time.available)},
         {FormatCount(group.spark_jobs)},
         {group.failed_spark_jobs == 0 ? "" : FormatCount(group.failed_spark_jobs), Ink::kFailed},
         {FormatCount(group.tasks)}});
  }
  page.canvas.Heading(
      "whose work it was",
      std::to_string(shown) + " of " +
          FormatCountOf(static_cast<std::int64_t>(groups.size()), "group", "groups"));
  table.Draw(page.canvas, 2);
}

}  // namespace dataflint::report::terminal
