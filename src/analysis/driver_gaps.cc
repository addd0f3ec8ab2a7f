#include "analysis/driver_gaps.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "analysis/earlier.h"
#include "analysis/plan_names.h"
#include "base/saturate.h"
#include "model/metric_magnitude.h"

namespace dataflint::analysis {
namespace {

using model::Application;
using model::IsKnown;
using model::kNoTime;

// What names say, asked once for each text: an application has few, and its plans name them again
// and again.
class NameFacts {
 public:
  enum Fact : std::uint8_t {
    kAsked = 1,
    kWritingNode = 2,
    kBroadcastExchange = 4,
    kListingMetric = 8,
    kBroadcastMetric = 16,
  };
  explicit NameFacts(const Application& app) : app_(app), of_(app.strings.size()) {}

  unsigned Of(StringId name) {
    std::uint8_t& facts = of_[static_cast<std::size_t>(name)];
    if (facts == 0) facts = Ask(app_.text(name));
    return facts;
  }

 private:
  static std::uint8_t Ask(std::string_view name) {
    const std::string_view metric = MetricNameWithoutUnit(name);
    unsigned facts = kAsked;
    if (IsWritingNode(name)) facts |= kWritingNode;
    if (IsBroadcastExchangeNode(name)) facts |= kBroadcastExchange;
    if (metric == "metadata time") facts |= kListingMetric;
    if (metric == "time to build" || metric == "time to broadcast") facts |= kBroadcastMetric;
    return static_cast<std::uint8_t>(facts);
  }

  const Application& app_;
  std::vector<std::uint8_t> of_;
};

// Milliseconds that the driver reported for these metrics, each counted once.
std::int64_t DriverTime(const model::SqlExecution& sql,
                        std::vector<std::int64_t>& accumulator_ids) {
  std::sort(accumulator_ids.begin(), accumulator_ids.end());
  accumulator_ids.erase(std::unique(accumulator_ids.begin(), accumulator_ids.end()),
                        accumulator_ids.end());
  std::int64_t total = 0;
  for (const std::int64_t id : accumulator_ids) {
    const model::MetricFold* metric = sql.FindMetric(id);
    if (metric == nullptr || metric->has_tasks || metric->total <= 0) continue;
    total = SaturatingAdd(total, model::MagnitudeOf(metric->type, metric->total));
  }
  return total;
}

SqlFacts FactsOf(const Application& app, const model::SqlExecution& sql, NameFacts& names) {
  SqlFacts facts;
  facts.final = IsKnown(sql.completion_time);
  facts.plans = sql.plans.size();
  facts.metrics = sql.metrics.size();
  const model::PlanVersion* plan = sql.final_plan();
  if (plan == nullptr) return facts;
  facts.is_command = !plan->nodes.empty() && IsCommandNode(app.text(plan->nodes[0].name));
  std::vector<std::int64_t> listing;
  std::vector<std::int64_t> broadcast;
  for (const model::PlanNode& node : plan->nodes) {
    const unsigned of_node = names.Of(node.name);
    facts.writes = facts.writes || (of_node & NameFacts::kWritingNode) != 0;
    for (const model::PlanMetric& metric : node.metrics) {
      if (metric.type != model::MetricType::kTiming && metric.type != model::MetricType::kSum) {
        continue;
      }
      const unsigned of_metric = names.Of(metric.name);
      if ((of_metric & NameFacts::kListingMetric) != 0) listing.push_back(metric.accumulator_id);
      if ((of_node & NameFacts::kBroadcastExchange) != 0 &&
          (of_metric & NameFacts::kBroadcastMetric) != 0) {
        broadcast.push_back(metric.accumulator_id);
      }
    }
  }
  facts.listing = DriverTime(sql, listing);
  facts.broadcast = DriverTime(sql, broadcast);
  return facts;
}

}  // namespace

// Goes through marks and gaps together, keeping what is open.
class GapClassifier::Walk {
 public:
  explicit Walk(const GapClassifier& on) : on_(on), sql_is_open_(on.sql_.size()) {}

  // Applies every mark up to and including `time`.
  void AdvanceTo(TimeMs time) {
    while (next_ < on_.marks_.size() && on_.marks_[next_].time <= time) Apply(on_.marks_[next_++]);
  }
  TimeMs NextMark() const {
    return next_ < on_.marks_.size() ? on_.marks_[next_].time : on_.life_.end;
  }
  // The SQL execution submitted last among the open ones; index or -1.
  std::int64_t OpenSql() {
    while (!open_sql_.empty() && !sql_is_open_[open_sql_.back()]) open_sql_.pop_back();
    return open_sql_.empty() ? -1 : static_cast<std::int64_t>(open_sql_.back());
  }
  WallPart KindAt(TimeMs time);
  bool IsAfterBroadcastOf(std::int64_t sql) const {
    return sql >= 0 && last_ended_job_ >= 0 &&
           on_.spark_jobs_[static_cast<std::size_t>(last_ended_job_)].collects_broadcast &&
           on_.spark_jobs_[static_cast<std::size_t>(last_ended_job_)].sql == sql;
  }

 private:
  void Apply(const Mark& mark) {
    const auto job = [&]() -> const SparkJob& { return on_.spark_jobs_[mark.index]; };
    switch (mark.kind) {
      case MarkKind::kSqlOpen:
        sql_is_open_[mark.index] = true;
        open_sql_.push_back(mark.index);
        break;
      case MarkKind::kSqlClose:
        sql_is_open_[mark.index] = false;
        break;
      case MarkKind::kSparkJobOpen:
        ++open_jobs_;
        open_listings_ += job().lists_files ? 1 : 0;
        open_broadcasts_ += job().collects_broadcast ? 1 : 0;
        break;
      case MarkKind::kSparkJobClose:
        --open_jobs_;
        open_listings_ -= job().lists_files ? 1 : 0;
        open_broadcasts_ -= job().collects_broadcast ? 1 : 0;
        last_ended_job_ = mark.index;
        break;
      case MarkKind::kStageSubmitted:
        ++waiting_stages_;
        break;
      case MarkKind::kStageLaunched:
        --waiting_stages_;
        break;
      case MarkKind::kCut:
        break;
    }
  }

  const GapClassifier& on_;
  std::size_t next_ = 0;
  std::vector<bool> sql_is_open_;
  std::vector<std::uint32_t> open_sql_;  // in order of submission, some closed
  std::int64_t open_jobs_ = 0;
  std::int64_t open_listings_ = 0;
  std::int64_t open_broadcasts_ = 0;
  std::int64_t waiting_stages_ = 0;
  std::int64_t last_ended_job_ = -1;
};

WallPart GapClassifier::Walk::KindAt(TimeMs time) {
  if (time < on_.start_up_end_) return WallPart::kStartUp;
  if (time >= on_.demand_.end && on_.app_.is_finished()) return WallPart::kClosing;
  if (waiting_stages_ > 0) return WallPart::kWaitingForExecutors;
  if (open_listings_ > 0) return WallPart::kListing;
  if (open_broadcasts_ > 0) return WallPart::kBroadcast;
  const std::int64_t open = OpenSql();
  if (open < 0) return open_jobs_ > 0 ? WallPart::kDriverOther : WallPart::kUserCode;
  const Sql& sql = on_.sql_[static_cast<std::size_t>(open)];
  if (!IsKnown(sql.first_spark_job)) {
    if (sql.writes) return WallPart::kCommit;
    return sql.is_command ? WallPart::kDriverOther : WallPart::kPlanning;
  }
  if (time < sql.first_spark_job) return WallPart::kPlanning;
  if (sql.writes && IsKnown(sql.last_task) && time >= sql.last_task) return WallPart::kCommit;
  return WallPart::kDriverOther;
}

GapClassifier::GapClassifier(const Application& app, std::span<const StageDigest> digests,
                             const SlotTimeline& slots, const Life& life, const Demand& demand,
                             std::vector<SqlFacts>& sql_facts)
    : app_(app), life_(life), demand_(demand) {
  TimeMs first_task = kNoTime;
  for (const StageDigest& digest : digests) first_task = Earlier(first_task, digest.busy_begin);
  const TimeMs could_run = Earlier(slots.FirstCore(), first_task);
  const TimeMs wanted = demand.begin < life.end ? demand.begin : life.begin;
  start_up_end_ = IsKnown(could_run) ? could_run : wanted;
  ReadSql(sql_facts);
  ReadSparkJobs();
  AddMarks(digests);
}

std::int64_t GapClassifier::SqlIndex(std::int64_t execution_id) const {
  const auto found =
      std::lower_bound(sql_ids_.begin(), sql_ids_.end(), std::pair{execution_id, std::uint32_t{0}});
  if (found == sql_ids_.end() || found->first != execution_id) return -1;
  return static_cast<std::int64_t>(found->second);
}

void GapClassifier::ReadSql(std::vector<SqlFacts>& facts) {
  NameFacts names(app_);
  sql_.resize(app_.sql_executions.size());
  facts.resize(app_.sql_executions.size());
  for (std::size_t i = 0; i < sql_.size(); ++i) {
    const model::SqlExecution& from = app_.sql_executions[i];
    Sql& sql = sql_[i];
    sql_ids_.emplace_back(from.id, static_cast<std::uint32_t>(i));
    if (IsKnown(from.submission_time)) {
      sql.open = life_.Clip(from.submission_time);
      sql.close = IsKnown(from.completion_time) ? life_.Clip(from.completion_time) : life_.end;
    }
    SqlFacts& known = facts[i];
    if (!known.final || known.plans != from.plans.size() || known.metrics != from.metrics.size()) {
      known = FactsOf(app_, from, names);
    }
    sql.writes = known.writes;
    sql.is_command = known.is_command;
    sql.listing = known.listing;
    sql.broadcast = known.broadcast;
  }
  std::sort(sql_ids_.begin(), sql_ids_.end());
}

void GapClassifier::ReadSparkJobs() {
  spark_jobs_.resize(app_.spark_jobs.size());
  for (std::size_t i = 0; i < spark_jobs_.size(); ++i) {
    const model::SparkJob& from = app_.spark_jobs[i];
    spark_jobs_[i] = {ListsFiles(app_, from), CollectsBroadcast(app_, from),
                      SqlIndex(from.sql_execution_id)};
    // An execution's Spark jobs are also those of the execution that started it.
    std::int64_t of = spark_jobs_[i].sql;
    for (int level = 0; of >= 0 && level < 2; ++level) {
      Sql& sql = sql_[static_cast<std::size_t>(of)];
      sql.first_spark_job = Earlier(sql.first_spark_job, from.submission_time);
      of = SqlIndex(app_.sql_executions[static_cast<std::size_t>(of)].root_id);
    }
  }
}

void GapClassifier::AddMarks(std::span<const StageDigest> digests) {
  const auto add = [&](TimeMs from, MarkKind open, TimeMs to, MarkKind close, std::size_t index) {
    if (!IsKnown(from)) return;
    const TimeMs begin = life_.Clip(from);
    const TimeMs end = IsKnown(to) ? life_.Clip(to) : life_.end;
    if (end <= begin) return;
    marks_.push_back({begin, open, static_cast<std::uint32_t>(index)});
    marks_.push_back({end, close, static_cast<std::uint32_t>(index)});
  };
  for (std::size_t i = 0; i < app_.spark_jobs.size(); ++i) {
    const model::SparkJob& job = app_.spark_jobs[i];
    add(job.submission_time, MarkKind::kSparkJobOpen, job.completion_time, MarkKind::kSparkJobClose,
        i);
  }
  for (std::size_t i = 0; i < digests.size(); ++i) {
    const model::StageAttempt& stage = app_.stages[i];
    const StageDigest& digest = digests[i];
    if (stage.num_tasks > 0 || digest.timed_tasks > 0) {
      add(stage.submission_time, MarkKind::kStageSubmitted, digest.pending_until,
          MarkKind::kStageLaunched, i);
    }
    std::int64_t of = SqlIndex(stage.sql_execution_id);
    for (int level = 0; of >= 0 && level < 2; ++level) {
      Sql& sql = sql_[static_cast<std::size_t>(of)];
      sql.last_task = std::max(sql.last_task, digest.busy_end);
      of = SqlIndex(app_.sql_executions[static_cast<std::size_t>(of)].root_id);
    }
  }
  for (std::size_t i = 0; i < sql_.size(); ++i) {
    add(sql_[i].open, MarkKind::kSqlOpen, sql_[i].close, MarkKind::kSqlClose, i);
    for (const TimeMs cut : {sql_[i].first_spark_job, sql_[i].last_task}) {
      if (IsKnown(cut)) marks_.push_back({life_.Clip(cut), MarkKind::kCut, 0});
    }
  }
  marks_.push_back({start_up_end_, MarkKind::kCut, 0});
  marks_.push_back({demand_.end, MarkKind::kCut, 0});
  std::sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
    if (a.time != b.time) return a.time < b.time;
    return a.kind != b.kind ? a.kind < b.kind : a.index < b.index;
  });
}

std::vector<GapPiece> GapClassifier::Classify(std::span<const Gap> gaps) const {
  std::vector<GapPiece> pieces;
  pieces.reserve(gaps.size() + gaps.size() / 4);
  std::vector<bool> after_broadcast;
  Walk walk(*this);
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    for (TimeMs at = gaps[g].begin; at < gaps[g].end;) {
      walk.AdvanceTo(at);
      const TimeMs next = walk.NextMark();
      const TimeMs until = next > at ? std::min(next, gaps[g].end) : gaps[g].end;
      const WallPart kind = walk.KindAt(at);
      const std::int64_t sql = walk.OpenSql();
      if (!pieces.empty() && pieces.back().gap == g && pieces.back().kind == kind &&
          pieces.back().sql == sql) {
        pieces.back().end = until;
      } else {
        pieces.push_back({at, until, kind, sql, g});
        after_broadcast.push_back(walk.IsAfterBroadcastOf(sql));
      }
      at = until;
    }
  }
  PlaceDriverMetrics(pieces, after_broadcast);
  return pieces;
}

void GapClassifier::PlaceDriverMetrics(std::vector<GapPiece>& pieces,
                                       const std::vector<bool>& after_broadcast) const {
  std::vector<std::int64_t> listing(sql_.size());
  std::vector<std::int64_t> broadcast(sql_.size());
  for (std::size_t i = 0; i < sql_.size(); ++i) {
    listing[i] = sql_[i].listing;
    broadcast[i] = sql_[i].broadcast;
  }
  std::vector<GapPiece> placed;
  placed.reserve(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    GapPiece rest = pieces[i];
    if (rest.sql < 0) {
      placed.push_back(rest);
      continue;
    }
    const auto sql = static_cast<std::size_t>(rest.sql);
    GapPiece metric = rest;
    const std::int64_t length = rest.end - rest.begin;
    if (rest.kind == WallPart::kPlanning && listing[sql] > 0) {
      const std::int64_t taken = std::min(listing[sql], length);
      listing[sql] -= taken;
      metric.kind = WallPart::kListing;
      metric.begin = rest.end = rest.end - taken;
      if (rest.end > rest.begin) placed.push_back(rest);
      placed.push_back(metric);
    } else if (rest.kind == WallPart::kDriverOther && broadcast[sql] > 0 && after_broadcast[i]) {
      const std::int64_t taken = std::min(broadcast[sql], length);
      broadcast[sql] -= taken;
      metric.kind = WallPart::kBroadcast;
      metric.end = rest.begin = rest.begin + taken;
      placed.push_back(metric);
      if (rest.end > rest.begin) placed.push_back(rest);
    } else {
      placed.push_back(rest);
    }
  }
  pieces = std::move(placed);
}

std::vector<DriverGap> DriverGapsOf(const Application& app, std::span<const GapPiece> pieces,
                                    std::span<const QuietStretch> quiet) {
  std::vector<DriverGap> gaps;
  gaps.reserve(pieces.size());
  const auto key = [&](std::int64_t stage) {
    return stage < 0 ? StageKey{} : app.stages[static_cast<std::size_t>(stage)].key;
  };
  for (const GapPiece& piece : pieces) {
    if (piece.kind == WallPart::kStartUp || piece.kind == WallPart::kClosing) continue;
    DriverGap gap;
    gap.begin = piece.begin;
    gap.end = piece.end;
    gap.kind = piece.kind;
    if (piece.sql >= 0)
      gap.sql_execution_id = app.sql_executions[static_cast<std::size_t>(piece.sql)].id;
    gap.stage_before = key(quiet[piece.gap].stage_before);
    gap.stage_after = key(quiet[piece.gap].stage_after);
    gaps.push_back(gap);
  }
  return gaps;
}

}  // namespace dataflint::analysis
