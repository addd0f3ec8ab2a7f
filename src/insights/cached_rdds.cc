#include "insights/cached_rdds.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "insights/stage_words.h"

namespace dataflint::insights {
namespace {

constexpr std::string_view kTable = "In-memory table ";

bool IsOfALibrary(const Run& run, const model::Rdd& rdd, const model::StageAttempt& first) {
  const std::string_view stack = run.app().text(first.details);
  return run.app().text(rdd.name).starts_with("Delta Table State") ||
         stack.find("org.apache.spark.ml") != std::string_view::npos ||
         stack.find("org.apache.spark.graphx") != std::string_view::npos ||
         stack.find("sql.delta") != std::string_view::npos;
}

}  // namespace

std::vector<CachedRdd> CachedRdds(const Run& run) {
  std::vector<CachedRdd> cached;
  std::unordered_map<std::int64_t, std::size_t> by_id;  // index into `cached`
  for (const model::Rdd& rdd : run.app().rdds) {
    if (run.app().text(rdd.storage_level).empty()) continue;
    if (by_id.try_emplace(rdd.id, cached.size()).second) cached.push_back({&rdd, {}});
  }
  if (cached.empty()) return cached;
  std::vector<std::set<std::int64_t>> known(cached.size());  // stage ids, of each
  const std::size_t stages = std::min(run.app().stages.size(), run.figures().stages.size());
  for (std::size_t i = 0; i < stages; ++i) {
    if (run.figures_of(i).tasks == 0) continue;
    for (const std::int64_t id : run.stage(i).rdd_ids) {
      const auto found = by_id.find(id);
      if (found == by_id.end()) continue;
      if (known[found->second].insert(run.stage(i).key.stage_id).second) {
        cached[found->second].stages.push_back(i);
      }
    }
  }
  for (CachedRdd& entry : cached) {
    std::stable_sort(entry.stages.begin(), entry.stages.end(), [&](std::size_t a, std::size_t b) {
      return run.stage(a).submission_time < run.stage(b).submission_time;
    });
  }
  std::erase_if(cached, [&](const CachedRdd& entry) {
    return entry.stages.empty() || IsOfALibrary(run, *entry.rdd, run.stage(entry.stages.front()));
  });
  return cached;
}

std::string NameOf(const Run& run, const CachedRdd& cached) {
  const std::string_view name = run.app().text(cached.rdd->name);
  if (name.starts_with(kTable)) return "table " + std::string(name.substr(kTable.size()));
  const model::StageAttempt& first = run.stage(cached.stages.front());
  const std::string site = CallSiteOf(run.app(), first, run.FindSql(first.sql_execution_id));
  return site.empty() ? "RDD " + std::to_string(cached.rdd->id) : "what " + site + " caches";
}

}  // namespace dataflint::insights
