// Insight: one thing dataflint can see in a run; Finding: one place where it saw it.
//
// One file per insight: <id with underscores>.cc declares one InsightSpec and registers it; the
// command line, JSON, docs and tests follow from that declaration. An insight reads the model and
// the figures, and nothing else: no JSON, no files, no clock. Called by engine/ on one thread.
//
// To add one: copy skew.cc, and add a folder of golden cases (tests/golden/insights/<id>/). Nothing
// else: the build finds the file, the command line, docs/insights.md and the tests ask the
// registry.
#ifndef DATAFLINT_INSIGHTS_INSIGHT_H_
#define DATAFLINT_INSIGHTS_INSIGHT_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/figures.h"
#include "insights/overrides.h"
#include "model/application.h"
#include "replay/replay.h"

namespace dataflint::insights {

// What a finding is about.
enum class Scope : std::uint8_t {
  kApplication,
  kSqlExecution,
  kPlanNode,
  kStage,
  kExecutor,
  kSparkJob
};
std::string_view NameOf(Scope scope);

// From impact, not from the threshold: a share of the run's wall or core time.
enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh };
std::string_view NameOf(Severity severity);

enum class Confidence : std::uint8_t { kLow, kMedium, kHigh };
std::string_view NameOf(Confidence confidence);

enum class Unit : std::uint8_t {
  kNone,
  kCount,
  kMilliseconds,
  kBytes,
  kShare,
  kRatio,
  kCoreMilliseconds
};
std::string_view NameOf(Unit unit);

// One value that shows the finding, resolvable to rows: where it stands and what it is.
struct Evidence {
  std::string name;  // "max task duration"
  double value = 0;
  Unit unit = Unit::kNone;
  std::string
      where;  // "stage 12.0 task 1187", "sql 7 node 3", "executor 4"; empty: the application
};

// What to change, in the form Spark accepts.
struct Change {
  enum class Kind : std::uint8_t { kSetting, kSql, kCode, kCluster };
  Kind kind = Kind::kSetting;
  std::string text;    // "spark.sql.shuffle.partitions=400", a statement, a line of code
  std::string reason;  // why this change, for this case; one sentence
  // Whether it goes with the change before it, which does nothing, or harm, without it. Others stand for
  // themselves: they are to be done in place of those before them, or beside them.
  bool with_previous = false;
};
std::string_view NameOf(Change::Kind kind);

// How much removing it would save.
struct Impact {
  std::int64_t wall_ms_low = 0;
  std::int64_t wall_ms_expected = 0;
  std::int64_t wall_ms_high = 0;
  std::int64_t core_ms_low = 0;
  std::int64_t core_ms_expected = 0;
  std::int64_t core_ms_high = 0;
  bool is_upper_bound = true;  // only the high values are meant; expected is then half of them
  bool is_replayed = false;    // from playing the run with the change (what_if.h)
  std::string method;          // one clause: "tail of the stage evened out over its slots"
};

// What a finding's change would do to the run: edits of a recording (replay/changes.h), which are
// played to know its impact. Without `expected` there is nothing to play, and the impact that the
// insight states stands.
// Good until RunInsights returns, which leaves them empty.
struct WhatIf {
  using Change = std::function<void(replay::Recording&)>;
  // When several findings' changes are done together, in this order, each to what the one before
  // has left.
  enum class Order : std::uint8_t { kFailures, kShorterTasks, kOtherTasks };
  Order order = Order::kOtherTasks;
  Change low;  // with the least effect that is likely; without it, half of the expected one
  Change expected;
  Change high;  // without it, the expected one
  // Whether freed slots and an earlier end count as core time saved; not where executors are there for
  // longer than the recording can tell.
  bool saves_cores = true;
};

struct Finding {
  std::string id;            // the same in the job's next run (identity.h)
  std::string_view insight;  // id of its InsightSpec
  std::string_view
      dataflint_alert;  // the predecessor's id for it, when its insight stands for several
  Scope scope = Scope::kApplication;
  std::string
      subject;  // "stage 12.0", "sql 7 node 3", "application": what it is about, in this run
  model::StageKey stage;  // when the scope is a stage; stage_id -1 otherwise
  std::int64_t sql_execution_id = -1;
  Severity severity = Severity::kInfo;
  Confidence confidence = Confidence::kHigh;
  std::string title;  // with the numbers in it
  std::string why;    // in this case, not in general
  std::vector<Evidence> evidence;
  std::vector<Change> changes;
  Impact impact;
  WhatIf what_if;
  std::vector<std::string> missing;  // what could not be seen and would have made it surer
  // Id of an insight that explains this one: when that has a finding about the same subject, or
  // about the whole application, this one is left out and its first evidence goes there, so that
  // nothing is told or saved twice.
  std::string_view part_of;
  std::string part_of_subject;  // of that insight's findings only that about this: "host worker-2"
  // Id of an insight whose advice this one's stands against (fewer cores, or more tasks for them):
  // when that has a finding about the same stage or query, or either is about the application, this
  // one says that they are alternatives.
  std::string_view alternative_to;
  // Wall time that it counts as at least where findings are ordered: a failed job costs more than
  // its time.
  std::int64_t ranks_as_ms = 0;
};

// A threshold of an insight. Values are read with Settings::Get(name).
struct ThresholdSpec {
  std::string_view name;
  double value;
  Unit unit;
  std::string_view meaning;
  double least = 0;  // that it may be set to: above 0 for what is divided by
};

// What a threshold may be set to.
struct Range {
  double least = 0;
  double most = 0;
  bool is_whole = false;  // only whole numbers
  bool Contains(double value) const;
};
Range RangeOf(const ThresholdSpec& threshold);
// As a person reads it: "16.0 MiB", "30 s", "5 %".
std::string TextOf(double value, Unit unit);

struct InsightSpec;
class Run;  // run.h

// The thresholds of one insight as they are in force for one application: those declared, unless
// overridden (overrides.h).
class Settings {
 public:
  // `values` as spec.thresholds; must outlive it.
  Settings(const InsightSpec& spec, std::span<const double> values)
      : spec_(&spec), values_(values) {}
  double Get(std::string_view name) const;

 private:
  const InsightSpec* spec_;
  std::span<const double> values_;
};

struct Context {
  const model::Application& app;
  const analysis::Figures& figures;
  const replay::Replay& replay;
  const Run& run;  // what several insights ask of one run, worked out once
  Settings settings;
};

struct InsightSpec {
  std::string_view id;       // kebab-case, stable
  std::string_view title;    // what it is, without numbers
  std::string_view sees;     // when it fires, with its thresholds by name
  std::string_view why;      // why it matters, in general
  std::string_view advice;   // what to do, in general
  std::string_view formula;  // how its impact is computed
  // The predecessor's alert ids, comma-separated: in spark.dataflint.alert.disabled they switch
  // this insight off, as its own id does.
  std::string_view dataflint_alert;
  std::span<const ThresholdSpec> thresholds;
  void (*run)(const Context& context, std::vector<Finding>& out);
};

// All insights of this binary, sorted by id.
std::span<const InsightSpec* const> AllInsights();

// What is otherwise than the insights declare, and who wants it so.
struct Adjustments {
  struct SwitchedOff {
    std::string_view insight;
    std::string_view alert;  // the only one of the insight's dataflint_alert; empty: all of it
    std::string by;          // Overrides::Layer::by, or the Spark property
  };
  struct Threshold {
    std::string_view insight;
    const ThresholdSpec* threshold = nullptr;
    double value = 0;
    std::string by;
  };
  std::vector<SwitchedOff> switched_off;
  std::vector<Threshold> thresholds;
};

// Runs every insight that neither the overrides nor the application's own setting
// (spark.dataflint.alert.disabled) switch off. Savings are cut to the run
// itself, severities follow from them, and what could not save kFloorShare of the run is left out,
// unless the insight set a severity itself. Sorted by expected saving of wall time (or
// ranks_as_ms), then core time, then id and subject. What is not expected to save anything comes
// last, and is left out where nothing else is found: a clean run is told nothing. By which failure a
// Spark job failed is never left out so: that has a severity of its own.
struct Findings {
  std::vector<Finding> list;  // most important first
  Impact together;            // what all of them save (what_if.h); is_replayed false: not known
  Adjustments adjustments;
};
Findings RunInsights(const model::Application& app, const analysis::Figures& figures,
                     const replay::Replay& replay, const Overrides& overrides = {});

inline constexpr double kFloorShare = 0.005;

struct Registration {
  explicit Registration(const InsightSpec& spec);
};

}  // namespace dataflint::insights

// At namespace scope of an insight's file.
#define DATAFLINT_REGISTER_INSIGHT(spec) \
  const ::dataflint::insights::Registration registration_of_##spec { spec }

#endif  // DATAFLINT_INSIGHTS_INSIGHT_H_
