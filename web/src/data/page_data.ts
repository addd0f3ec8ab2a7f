// The data of the HTML report, as src/report/html/page_data.h writes it: schema dataflint.page/1.
// Times are milliseconds since the beginning of the application. Members that would be zero, empty
// or false are not there.

export interface Headline {
  name: string;
  id: string;
  state: "finished" | "failed" | "unfinished";
  duration: string;
  cores?: string;
  work: string;
  failures?: string;
  hasFailedJobs?: boolean;
  failedWork: string[]; // which these were, and by what
  surroundings: string;
  logState: string;
  isComplete: boolean;
}

export interface Part {
  id: string;
  words: string;
  value: number;
}

export interface PartGroup {
  words: string;
  parts: Part[];
}

export interface Split {
  total: number;
  groups: PartGroup[];
}

// `total` entries there are; `rows` are those that matter most, best first.
export interface List<Row> {
  total: number;
  rows: Row[];
}

export type Severity = "info" | "low" | "medium" | "high";
export type Unit = "" | "count" | "ms" | "bytes" | "share" | "ratio" | "core-ms";

export interface Evidence {
  name: string;
  value: number;
  unit: Unit;
  where?: string;
}

export interface Change {
  kind: "setting" | "sql" | "code" | "cluster";
  label: "do" | "and" | "or";
  text: string;
  reason?: string;
}

export interface Finding {
  id: string;
  insight: string;
  severity: Severity;
  confidence: "low" | "medium" | "high";
  subject: string;
  stage?: string;
  sql?: number;
  title: string;
  savings: string;
  wall: [low: number, expected: number, high: number];
  isUpperBound?: boolean;
  isReplayed?: boolean; // by playing the run with the change
  method?: string;
  why?: string;
  evidence: Evidence[];
  changes: Change[];
  missing: string[];
}

interface Span {
  begin?: number;
  end?: number;
}

export interface PathLink extends Span {
  stage?: string;
  gap?: string;
}

export interface Gap extends Span {
  part: string;
  sql?: number;
}

export interface Executor extends Span {
  id: string;
  host?: string;
  cores?: number;
  tasks?: number;
  failed?: number;
  removed?: string; // the reason, which may be empty
  busy: string; // a digit for each bucket: 0 idle, 9 wholly busy
}

export interface Timeline {
  cores: number[]; // average of each bucket; buckets are equally long
  running: number[];
  path: List<PathLink>; // where there are too many, slices of time that show what takes most of them
  gaps: List<Gap>; // likewise; a slice in which gaps take less than half shows none
  executors: List<Executor>;
}

export interface OutlierTask {
  task: number;
  index: number;
  duration: number;
  read?: number;
  executor?: string;
  why: string[];
}

export interface StageDetail {
  durations: number[]; // min, p5, p25, median, p75, p95, max
  reads: number[];
  histogram: [from: number, to: number, tasks: number][];
  coreTime: number[]; // parts in the order of the report's coreTime
  outlierCount: number;
  outliers: OutlierTask[];
  executorCount: number;
  executors: { id: string; host?: string; tasks?: number; time?: number; median?: number }[];
  failures?: { tasks: number; text: string }[];
}

interface Volume {
  duration?: number;
  core?: number;
  tasks?: number;
  spill?: number;
  read?: number;
  shuffled?: number;
  written?: number;
}

export interface Stage extends Span, Volume {
  stage: string;
  sql?: number;
  title: string;
  status: string;
  matters?: boolean;
  tail?: number;
  wait?: number;
  critical?: number;
  successful?: number;
  failed?: number;
  killed?: number;
  slots?: number;
  median?: number;
  max?: number;
  steps?: string;
  detail?: StageDetail;
  failure?: string;
}

export interface PlanLine {
  depth?: number;
  branch?: boolean;
  last?: boolean;
  name: string;
  object?: string;
  core?: number;
  stageCount?: number;
  stages?: string[];
  metrics?: string[];
}

export interface Plan {
  nodes: number;
  version: number;
  versions: number;
  lines: PlanLine[];
}

export interface Query extends Span, Volume {
  sql: number;
  root?: number;
  title: string;
  status: string;
  matters?: boolean;
  stages?: number;
  error?: string;
  plan?: Plan;
}

export interface WorkGroup {
  name: string;
  description?: string;
  user?: string;
  busy?: number;
  core?: number;
  sparkJobs?: number;
  failedSparkJobs?: number;
  tasks?: number;
}

export interface NotSeen {
  count: number;
  text: string;
  severity: string;
}

export interface PageData {
  schema: "dataflint.page/1";
  version: string;
  log: string;
  headline: Headline;
  begin: number; // Unix epoch
  length: number;
  wallTime: Split;
  coreTime: Split;
  replayError: number;
  findings: List<Finding> & { nothing: string; together?: string }; // what they save, a clause
  timeline: Timeline;
  stages: List<Stage>;
  queries: List<Query>;
  workGroups: List<WorkGroup>;
  notSeenHeading: string;
  notSeen: NotSeen[];
}

function isPageData(value: unknown): value is PageData {
  return typeof value === "object" && value !== null && "schema" in value && value.schema === "dataflint.page/1";
}

// Script and data are always made by the same dataflint, so the schema's name is all there is to check.
export function parsePageData(text: string): PageData {
  const value: unknown = JSON.parse(text);
  if (!isPageData(value)) throw new Error("this document holds no report");
  return value;
}
