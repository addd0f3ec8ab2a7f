#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "analysis/timeline.h"
#include "base/saturate.h"
#include "report/html/page_parts.h"

namespace dataflint::report::html {
namespace {

using model::TaskColumn;

constexpr std::int64_t kMostBuckets = 300;
constexpr std::size_t kMostLanes = 40;   // executors
constexpr std::size_t kMostLinks = 400;  // of the critical path, and driver gaps

// Core-milliseconds by stretches of the application's life, which are as long as each other.
class Buckets {
 public:
  explicit Buckets(std::int64_t length)
      : length_(length),
        count_(std::clamp<std::int64_t>(length, 1, kMostBuckets)),
        part_(static_cast<std::size_t>(count_)),
        whole_(static_cast<std::size_t>(count_) + 1) {}

  // `cores` from `begin` to `end`, in milliseconds since the beginning.
  void Add(std::int64_t begin, std::int64_t end, std::int64_t cores) {
    begin = std::clamp<std::int64_t>(begin, 0, length_);
    end = std::clamp<std::int64_t>(end, 0, length_);
    if (begin >= end) return;
    const std::int64_t first = BucketOf(begin);
    const std::int64_t last = BucketOf(end - 1);
    if (first == last) {
      part(first) += static_cast<double>((end - begin) * cores);
      return;
    }
    part(first) += static_cast<double>((Edge(first + 1) - begin) * cores);
    part(last) += static_cast<double>((end - Edge(last)) * cores);
    whole_[static_cast<std::size_t>(first + 1)] += static_cast<double>(cores);
    whole_[static_cast<std::size_t>(last)] -= static_cast<double>(cores);
  }

  // Cores on average, bucket by bucket.
  std::vector<double> Averages() const {
    std::vector<double> averages;
    double open = 0;
    for (std::int64_t i = 0; i < count_; ++i) {
      open += whole_[static_cast<std::size_t>(i)];
      const auto width = static_cast<double>(std::max<std::int64_t>(Edge(i + 1) - Edge(i), 1));
      averages.push_back(open + part_[static_cast<std::size_t>(i)] / width);
    }
    return averages;
  }

 private:
  std::int64_t Edge(std::int64_t bucket) const { return bucket * length_ / count_; }
  std::int64_t BucketOf(std::int64_t time) const {
    std::int64_t bucket = std::min(time * count_ / length_, count_ - 1);
    while (Edge(bucket + 1) <= time) ++bucket;
    return bucket;
  }
  double& part(std::int64_t bucket) { return part_[static_cast<std::size_t>(bucket)]; }

  std::int64_t length_;
  std::int64_t count_;
  std::vector<double> part_;   // of buckets that something filled in part
  std::vector<double> whole_;  // changes of what fills them whole
};

struct Lane {
  const analysis::ExecutorSpan* span;
  Buckets busy;
};

// Which lane shows an executor; none for those that did least, where there are too many.
struct Lanes {
  std::vector<Lane> lanes;
  std::vector<std::size_t> of_executor;  // index into `lanes`, or its size
};

Lanes LanesOf(const PageContext& context, const std::vector<analysis::ExecutorSpan>& spans,
              std::int64_t length) {
  const model::Application& app = context.app();
  std::vector<const analysis::ExecutorSpan*> chosen;
  for (const analysis::ExecutorSpan& span : spans) chosen.push_back(&span);
  const auto work = [&](const analysis::ExecutorSpan* span) {
    return app.executors[span->executor].total_duration;
  };
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](const auto* a, const auto* b) { return work(a) > work(b); });
  if (chosen.size() > kMostLanes) chosen.resize(kMostLanes);
  std::stable_sort(chosen.begin(), chosen.end(), [](const auto* a, const auto* b) {
    return std::pair(a->begin, a->executor) < std::pair(b->begin, b->executor);
  });
  Lanes lanes{{}, std::vector<std::size_t>(app.executors.size(), chosen.size())};
  for (const analysis::ExecutorSpan* span : chosen) {
    lanes.of_executor[span->executor] = lanes.lanes.size();
    lanes.lanes.push_back({span, Buckets(length)});
  }
  return lanes;
}

void AddTasks(const PageContext& context, const analysis::TaskCpus& task_cpus, Buckets& running,
              Lanes& lanes) {
  std::vector<std::int64_t> executor(model::TaskTable::kBlockRows);
  std::vector<std::int64_t> launch(executor);
  std::vector<std::int64_t> duration(executor);
  std::vector<std::int64_t> flags(executor);
  for (const model::StageAttempt& stage : context.app().stages) {
    const std::int64_t cpus = task_cpus.Of(stage);
    stage.tasks.ForEachBlock([&](std::size_t, std::size_t rows, const auto& read) {
      read(TaskColumn::executor, executor.data());
      read(TaskColumn::launch_time, launch.data());
      read(TaskColumn::duration, duration.data());
      read(TaskColumn::flags, flags.data());
      for (std::size_t i = 0; i < rows; ++i) {
        if ((flags[i] & model::kTaskResubmitted) != 0 || !model::IsKnown(launch[i])) continue;
        const std::int64_t from = context.At(launch[i]);
        const std::int64_t to = context.At(SaturatingAdd(launch[i], duration[i]));
        running.Add(from, to, cpus);
        const auto which = static_cast<std::size_t>(executor[i]);
        if (executor[i] < 0 || which >= lanes.of_executor.size()) continue;
        const std::size_t lane = lanes.of_executor[which];
        if (lane < lanes.lanes.size()) lanes.lanes[lane].busy.Add(from, to, cpus);
      }
    });
  }
}

// How busy an executor's cores were, one digit a bucket: 0 idle, 1 a little, 9 wholly.
std::string Levels(const Lane& lane) {
  std::string levels;
  const auto cores = static_cast<double>(std::max<std::int64_t>(lane.span->cores, 1));
  for (const double busy : lane.busy.Averages()) {
    const double level = std::ceil(std::min(busy / cores, 1.0) * 9 - 0.5);
    levels += static_cast<char>('0' + (busy > 0 ? std::max(static_cast<int>(level), 1) : 0));
  }
  return levels;
}

void WriteTenths(std::string_view key, const Buckets& buckets, JsonWriter& json) {
  json.BeginArray(key);
  for (const double average : buckets.Averages()) json.Double(std::round(average * 10) / 10);
  json.EndArray();
}

void WriteExecutors(const PageContext& context, const Lanes& lanes, std::size_t total,
                    JsonWriter& json) {
  const model::Application& app = context.app();
  json.BeginObject("executors");
  json.Field("total", static_cast<std::int64_t>(total));
  json.BeginArray("rows");
  for (const Lane& lane : lanes.lanes) {
    const model::Executor& executor = app.executors[lane.span->executor];
    json.BeginObject();
    json.Field("id", ShortText(app.text(executor.id), 40));
    NonEmpty(json, "host", ShortText(app.text(executor.host), 80));
    NonZero(json, "cores", lane.span->cores);
    NonZero(json, "begin", context.At(lane.span->begin));
    NonZero(json, "end", context.At(lane.span->end));
    NonZero(json, "tasks", executor.total_tasks);
    NonZero(json, "failed", executor.failed_tasks);
    if (model::IsKnown(executor.remove_time)) {
      json.Field("removed", ShortText(app.text(executor.remove_reason)));
    }
    json.Field("busy", Levels(lane));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

template <typename Link>
struct Piece {
  const Link* link;
  std::int64_t begin;  // since the beginning of the application
  std::int64_t end;
};

// `links` as they are drawn; they do not overlap and are in time order. Where there are more of them
// than can be seen, the application's life is cut into as many slices as fit, and a slice that is
// covered for the most part shows the link that covers most of it.
template <typename Link>
std::vector<Piece<Link>> PiecesOf(const PageContext& context, const std::vector<Link>& links) {
  std::vector<Piece<Link>> pieces;
  const std::int64_t length = context.report.figures.end - context.report.figures.begin;
  const auto slices = static_cast<std::int64_t>(kMostLinks);
  if (links.size() <= kMostLinks) {
    for (const Link& link : links) {
      if (link.duration() > 0)
        pieces.push_back({&link, context.At(link.begin), context.At(link.end)});
    }
    return pieces;
  }
  std::size_t next = 0;
  for (std::int64_t i = 0; i < slices; ++i) {
    const std::int64_t begin = i * length / slices;
    const std::int64_t end = (i + 1) * length / slices;
    Piece<Link> widest{nullptr, 0, 0};
    std::int64_t covered = 0;
    while (next < links.size() && context.At(links[next].end) <= begin) ++next;
    for (std::size_t j = next; j < links.size() && context.At(links[j].begin) < end; ++j) {
      const Piece<Link> part{&links[j], std::max(context.At(links[j].begin), begin),
                             std::min(context.At(links[j].end), end)};
      covered += std::max<std::int64_t>(part.end - part.begin, 0);
      if (part.end - part.begin > widest.end - widest.begin) widest = part;
    }
    if (widest.link == nullptr || covered * 2 < end - begin) continue;
    if (!pieces.empty() && pieces.back().link == widest.link) {
      pieces.back().end = end;
    } else {
      pieces.push_back({widest.link, begin, end});
    }
  }
  return pieces;
}

void WriteCriticalPath(const PageContext& context, JsonWriter& json) {
  const auto& path = context.report.figures.critical_path;
  json.BeginObject("path");
  json.Field("total", static_cast<std::int64_t>(path.size()));
  json.BeginArray("rows");
  for (const auto& [link, begin, end] : PiecesOf(context, path)) {
    json.BeginObject();
    NonZero(json, "begin", begin);
    NonZero(json, "end", end);
    if (link->kind == analysis::CriticalLink::Kind::kStage) {
      json.Field("stage", model::NameOf(link->stage));
    } else {
      json.Field("gap", analysis::NameOf(link->gap));
    }
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteGaps(const PageContext& context, JsonWriter& json) {
  const auto& gaps = context.report.figures.driver_gaps;
  json.BeginObject("gaps");
  json.Field("total", static_cast<std::int64_t>(gaps.size()));
  json.BeginArray("rows");
  for (const auto& [gap, begin, end] : PiecesOf(context, gaps)) {
    json.BeginObject();
    json.Field("part", analysis::NameOf(gap->kind));
    NonZero(json, "begin", begin);
    NonZero(json, "end", end);
    if (gap->sql_execution_id >= 0) json.Field("sql", gap->sql_execution_id);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace

void WriteTimeline(const PageContext& context, JsonWriter& json) {
  const analysis::Life life = analysis::LifeOf(context.app());
  const analysis::TaskCpus task_cpus(context.app(), life);
  const std::vector<analysis::ExecutorSpan> spans =
      analysis::ExecutorSpans(context.app(), life, task_cpus);
  const std::int64_t length = std::max<std::int64_t>(life.length(), 0);
  Buckets cores(length);
  for (const analysis::ExecutorSpan& span : spans) {
    cores.Add(context.At(span.begin), context.At(span.end), span.cores);
  }
  Buckets running(length);
  Lanes lanes = LanesOf(context, spans, length);
  AddTasks(context, task_cpus, running, lanes);
  json.BeginObject("timeline");
  WriteTenths("cores", cores, json);
  WriteTenths("running", running, json);
  WriteCriticalPath(context, json);
  WriteGaps(context, json);
  WriteExecutors(context, lanes, spans.size(), json);
  json.EndObject();
}

}  // namespace dataflint::report::html
