#include "compare/matching.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/saturate.h"
#include "compare/pairing.h"
#include "insights/fingerprint.h"
#include "insights/stage_words.h"

namespace dataflint::compare {
namespace {

using insights::Run;
using model::TaskColumn;

constexpr std::uint64_t kNoKey = 0;

using Keys = std::vector<std::uint64_t>;

// What queries are paired by, the strictest first.
struct QueryKeys {
  Keys same_plan;       // description and submitted plan
  Keys same_work;       // description, and what is read, done and written
  Keys other_line;      // the same, from another line of the code
  Keys same_words;      // likewise, and in words it does the same
  Keys other_name;      // submitted plan alone
  Keys described_only;  // a description that tells queries apart
};

// Spark's own words for a place that all queries of a program have.
bool TellsApart(std::string_view description) {
  return !insights::CallSite(description).empty() &&
         (description.find(" at ") == std::string_view::npos ||
          insights::CallSite(description).find(" at ") != std::string::npos);
}

QueryKeys KeysOf(const Run& run) {
  QueryKeys keys;
  for (const model::SqlExecution& sql : run.app().sql_executions) {
    std::string_view description = run.app().text(sql.description);
    description = description.substr(0, description.find('\n'));
    const std::uint64_t plan = insights::PlanFingerprint(run.app(), sql);
    const std::uint64_t work = insights::WorkFingerprint(run.app(), sql);
    const auto with = [&](std::string_view text, std::uint64_t print) {
      return print == 0 ? kNoKey : insights::Fingerprint().Add(text).Add(print).value();
    };
    keys.same_plan.push_back(with(description, plan));
    keys.same_work.push_back(with(description, work));
    keys.other_line.push_back(with(insights::WithoutNumbers(description), work));
    const std::string words = insights::WorkOf(run.app(), sql);
    keys.same_words.push_back(words.empty() ? kNoKey
                                            : insights::Fingerprint()
                                                  .Add(insights::WithoutNumbers(description))
                                                  .Add(insights::WithoutNumbers(words))
                                                  .value());
    keys.other_name.push_back(plan);
    keys.described_only.push_back(
        TellsApart(description) ? insights::Fingerprint().Add(description).value() : kNoKey);
  }
  return keys;
}

void Add(std::int64_t& sum, std::int64_t value) { sum = SaturatingAdd(sum, value); }

void AddAttempt(const Run& run, std::size_t index, StageTotals& totals) {
  const model::StageAttempt& stage = run.stage(index);
  const analysis::StageFigures& figures = run.figures_of(index);
  totals.attempts.push_back(index);
  Add(totals.tasks, figures.tasks);
  Add(totals.failed_tasks, std::max<std::int64_t>(figures.tasks - figures.successful_tasks, 0));
  for (std::size_t p = 0; p < analysis::kCorePartCount; ++p) {
    totals.core_time.parts[p] += figures.core_time.parts[p];
  }
  totals.core_time.available += figures.core_time.available;
  for (const TaskColumn column : {TaskColumn::input_bytes, TaskColumn::shuffle_remote_bytes_read,
                                  TaskColumn::shuffle_local_bytes_read}) {
    Add(totals.bytes_read, stage.total(column));
  }
  Add(totals.rows_read, stage.total(TaskColumn::input_records));
  Add(totals.rows_read, stage.total(TaskColumn::shuffle_read_records));
  Add(totals.bytes_written, stage.total(TaskColumn::output_bytes));
  Add(totals.bytes_written, stage.total(TaskColumn::shuffle_write_bytes));
  Add(totals.disk_spill, stage.total(TaskColumn::disk_bytes_spilled));
  totals.slots = std::max(totals.slots, figures.slots);
  Add(totals.wait, insights::StageWait(stage));
  totals.slowest = std::max(totals.slowest, figures.duration_max);
}

// The stages of a run that ran something, in order, each with its attempts.
std::vector<StageTotals> StagesOf(const Run& run) {
  std::vector<StageTotals> stages;
  stages.reserve(run.app().stages.size());
  std::unordered_map<std::int64_t, std::size_t> by_id;
  for (std::size_t i = 0; i < run.app().stages.size(); ++i) {
    const model::StageAttempt& stage = run.stage(i);
    if (run.figures_of(i).tasks == 0 && !model::IsKnown(stage.submission_time)) continue;
    const auto [at, is_new] = by_id.emplace(stage.key.stage_id, stages.size());
    if (is_new) stages.emplace_back();
    AddAttempt(run, i, stages[at->second]);
  }
  return stages;
}

struct StageKeys {
  Keys same;       // query and operators
  Keys same_work;  // query, and what is done in words
  Keys elsewhere;  // operators alone, and the query has no counterpart
};

// `pair_of_query` of each SQL execution id that has a counterpart: the same number in both runs.
StageKeys KeysOf(const Run& run, const std::vector<StageTotals>& stages,
                 const std::unordered_map<std::int64_t, std::uint64_t>& pair_of_query) {
  StageKeys keys;
  for (const StageTotals& stage : stages) {
    // An attempt whose plan is known says most.
    std::size_t speaker = stage.attempts.front();
    for (const std::size_t attempt : stage.attempts) {
      if (!run.PlanOf(speaker).known()) speaker = attempt;
    }
    const std::int64_t sql = run.stage(speaker).sql_execution_id;
    const auto pair = pair_of_query.find(sql);
    const bool is_outside = run.FindSql(sql) == nullptr;
    const bool is_paired = is_outside || pair != pair_of_query.end();
    const std::uint64_t query = is_outside ? 0 : is_paired ? pair->second : 0;
    const std::uint64_t print = insights::StageFingerprint(run, speaker);
    const auto in_query = [&](std::uint64_t key) {
      return is_paired ? insights::Fingerprint().Add(query).Add(key).value() : kNoKey;
    };
    keys.same.push_back(in_query(print));
    keys.same_work.push_back(in_query(insights::StageWorkFingerprint(run, speaker)));
    keys.elsewhere.push_back(is_paired && !is_outside ? kNoKey : print);
  }
  return keys;
}

}  // namespace

std::vector<QueryMatch> MatchQueries(const Run& a, const Run& b) {
  const std::vector<model::SqlExecution>& of_a = a.app().sql_executions;
  const std::vector<model::SqlExecution>& of_b = b.app().sql_executions;
  const QueryKeys keys_a = KeysOf(a);
  const QueryKeys keys_b = KeysOf(b);
  Pairing pairing(of_a.size(), of_b.size());
  for (const auto rule :
       {&QueryKeys::same_plan, &QueryKeys::same_work, &QueryKeys::other_line,
        &QueryKeys::same_words, &QueryKeys::other_name, &QueryKeys::described_only}) {
    pairing.PairEqual(keys_a.*rule, keys_b.*rule);
  }
  std::vector<QueryMatch> matches;
  pairing.ForEach([&](std::size_t i, std::size_t j) {
    QueryMatch& match = matches.emplace_back();
    if (i != Pairing::kAlone) match.sql.a = &of_a[i];
    if (j != Pairing::kAlone) match.sql.b = &of_b[j];
  });
  return matches;
}

std::vector<StageMatch> MatchStages(const Run& a, const Run& b,
                                    const std::vector<QueryMatch>& queries) {
  Both<std::unordered_map<std::int64_t, std::uint64_t>> pair_of_query;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!queries[i].in_both()) continue;
    pair_of_query.a.emplace(queries[i].sql.a->id, i + 1);
    pair_of_query.b.emplace(queries[i].sql.b->id, i + 1);
  }
  std::vector<StageTotals> of_a = StagesOf(a);
  std::vector<StageTotals> of_b = StagesOf(b);
  const StageKeys keys_a = KeysOf(a, of_a, pair_of_query.a);
  const StageKeys keys_b = KeysOf(b, of_b, pair_of_query.b);
  Pairing pairing(of_a.size(), of_b.size());
  for (const auto rule : {&StageKeys::same, &StageKeys::same_work, &StageKeys::elsewhere}) {
    pairing.PairEqual(keys_a.*rule, keys_b.*rule);
  }
  std::vector<StageMatch> matches;
  matches.reserve(std::max(of_a.size(), of_b.size()));
  pairing.ForEach([&](std::size_t i, std::size_t j) {
    StageMatch& match = matches.emplace_back();
    if (i != Pairing::kAlone) match.totals.a = std::move(of_a[i]);
    if (j != Pairing::kAlone) match.totals.b = std::move(of_b[j]);
  });
  return matches;
}

}  // namespace dataflint::compare
