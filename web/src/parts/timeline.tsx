// The application over time: critical path, gaps, queries, stages, cores and executors, one above
// the other, with one cursor through all of them that says what happens there.
//
// Keys, on the axis: the arrows move the cursor, with Shift further; + and - zoom, 0 shows all; Enter opens the
// stage on the critical path under the cursor.

import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";

import { packIntoRows, ticksOf, type Packed } from "../data/lanes.ts";
import type { Executor, List, PageData, Query, Stage } from "../data/page_data.ts";
import { formatCount, formatDuration, formatTimeOfDay } from "../data/quantity.ts";
import { queryAnchor, stageAnchor } from "./links.tsx";
import { momentOf, wordsOfMoment } from "../data/moment.ts";

interface View {
  from: number;
  to: number;
}

interface LaneBar {
  key: string;
  begin: number;
  end: number;
  label: string;
  title: string;
  fill: string;
  href?: string | undefined;
}

interface TimelineProps {
  data: PageData;
  known: ReadonlySet<string>;
  chosenPart: string | undefined; // of wall time: all else fades
}

const SHORTEST_VIEW = 20; // ms
const ROWS = 12;
const MOST_PIECES = 400; // kMostLinks of src/report/html/timeline.cc

// Said of what is drawn in slices of time, since it is too much to be seen piece by piece.
const coarse = (list: List<unknown>) => (list.total > MOST_PIECES ? `${formatCount(list.total)} in slices` : undefined);

const percent = (share: number) => `${(100 * share).toFixed(4)}%`;

function Bars({ bars, view, faded }: { bars: readonly LaneBar[]; view: View; faded: (bar: LaneBar) => boolean }) {
  const length = view.to - view.from;
  return (
    <div class="bars">
      {bars.filter((bar) => bar.end >= view.from && bar.begin <= view.to).map((bar) => {
        const begin = Math.max((bar.begin - view.from) / length, 0);
        const end = Math.min((bar.end - view.from) / length, 1);
        const style = { left: percent(begin), width: percent(Math.max(end - begin, 0)) };
        const look = `lane-bar ${bar.fill}${faded(bar) ? " faded" : ""}`;
        const text = end - begin > 0.02 ? bar.label : "";
        // The table below reaches all of these by keyboard; a hundred tab stops here would help nobody.
        return bar.href
          ? <a key={bar.key} class={look} style={style} title={bar.title} href={bar.href} tabIndex={-1}>{text}</a>
          : <div key={bar.key} class={look} style={style} title={bar.title}>{text}</div>;
      })}
    </div>
  );
}

function Lane({ label, note, children }: { label: string; note?: string | undefined; children: ComponentChildren }) {
  return (
    <div class="lane">
      <div class="lane-label" title={note}>{label}{note && <span class="dim"> {note}</span>}</div>
      <div class="lane-body">{children}</div>
    </div>
  );
}

// Steps of averages over equal buckets as an SVG path in a field of 1000 x 100.
function stepPath(values: readonly number[], most: number, length: number, view: View): string {
  const bucket = length / values.length;
  const x = (time: number) => ((1000 * (time - view.from)) / (view.to - view.from)).toFixed(2);
  const y = (value: number) => (100 - (100 * value) / most).toFixed(2);
  const steps = values.map((value, i) => `L${x(i * bucket)} ${y(value)}L${x((i + 1) * bucket)} ${y(value)}`);
  return `M${x(0)} 100${steps.join("")}L${x(length)} 100Z`;
}

function CoresLane({ data, view }: { data: PageData; view: View }) {
  const { cores, running } = data.timeline;
  const most = Math.max(...cores, ...running, 1);
  return (
    <Lane label="cores" note={`up to ${formatCount(Math.round(Math.max(...cores, 0)))}`}>
      <svg class="cores" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
        <path class="available" d={stepPath(cores, most, data.length, view)} />
        <path class="running" d={stepPath(running, most, data.length, view)} />
      </svg>
    </Lane>
  );
}

// Stretches of one level, as one path for each of the nine.
function busyPaths(busy: string, length: number, view: View): { level: number; path: string }[] {
  const bucket = length / busy.length;
  const x = (i: number) => (1000 * (i * bucket - view.from)) / (view.to - view.from);
  const paths = new Map<number, string>();
  for (let i = 0; i < busy.length;) {
    let end = i + 1;
    while (end < busy.length && busy[end] === busy[i]) ++end;
    const level = Number(busy[i]);
    const rectangle = `M${x(i).toFixed(2)} 0H${x(end).toFixed(2)}V10H${x(i).toFixed(2)}Z`;
    if (level > 0) paths.set(level, (paths.get(level) ?? "") + rectangle);
    i = end;
  }
  return [...paths].map(([level, path]) => ({ level, path }));
}

function ExecutorLane({ executor, length, view }: { executor: Executor; length: number; view: View }) {
  const x = (time: number) => (1000 * (time - view.from)) / (view.to - view.from);
  const begin = x(executor.begin ?? 0);
  const end = x(executor.end ?? 0);
  const name = executor.id === "driver" ? "driver" : `executor ${executor.id}`;
  const title = `${name}${executor.host ? ` on ${executor.host}` : ""}: ${formatCount(executor.cores ?? 0)} cores, ` +
    `${formatCount(executor.tasks ?? 0)} tasks` +
    (executor.removed === undefined ? "" : `; removed at ${formatDuration(executor.end ?? 0)}: ${executor.removed}`);
  return (
    <Lane label={name}>
      <svg class="busy" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <title>{title}</title>
        <rect class="alive" x={begin} width={Math.max(end - begin, 0)} y="0" height="10" />
        {busyPaths(executor.busy, length, view).map(({ level, path }) =>
          <path key={level} class={`busy-${level}`} d={path} />)}
        {executor.removed !== undefined && <rect class="removed" x={end - 2} width="2" y="0" height="10" />}
      </svg>
    </Lane>
  );
}

function barsOf(data: PageData, known: ReadonlySet<string>) {
  const words = new Map(data.wallTime.groups.flatMap((group) => group.parts.map((part) => [part.id, part.words])));
  const titles = new Map(data.stages.rows.map((stage) => [stage.stage, stage.title]));
  const href = (anchor: string) => (known.has(anchor) ? `#${anchor}` : undefined);
  const took = (begin: number, end: number) => `${formatDuration(end - begin)} at ${formatDuration(begin)}`;
  const path = data.timeline.path.rows.map(({ begin = 0, end = 0, stage, gap }, i): LaneBar => ({
    key: `path-${i}`, begin, end,
    label: stage ?? words.get(gap ?? "") ?? "",
    title: stage ? `critical path: stage ${stage}, ${titles.get(stage) ?? ""}: ${took(begin, end)}`
      : `critical path: ${words.get(gap ?? "") ?? "gap"}: ${took(begin, end)}`,
    fill: stage ? "fill-executing" : `fill-${gap}`,
    href: stage ? href(stageAnchor(stage)) : undefined,
  }));
  const gaps = data.timeline.gaps.rows.map(({ begin = 0, end = 0, part, sql }, i): LaneBar => ({
    key: `gap-${i}`, begin, end, label: words.get(part) ?? part, fill: `fill-${part}`,
    title: `no task ran, ${words.get(part) ?? part}: ${took(begin, end)}${sql === undefined ? "" : `, query ${sql}`}`,
    href: sql === undefined ? undefined : href(queryAnchor(sql)),
  }));
  const queryBar = (query: Query): LaneBar => ({
    key: `query-${query.sql}`, begin: query.begin ?? 0, end: query.end ?? 0, label: `${query.sql} ${query.title}`,
    title: `query ${query.sql}, ${query.title}: ${took(query.begin ?? 0, query.end ?? 0)}`,
    fill: query.status === "FAILED" ? "fill-failed" : "fill-query", href: href(queryAnchor(query.sql)),
  });
  const stageBar = (stage: Stage): LaneBar => ({
    key: `stage-${stage.stage}`, begin: stage.begin ?? 0, end: stage.end ?? 0, label: `${stage.stage} ${stage.title}`,
    title: `stage ${stage.stage}, ${stage.title}: ${took(stage.begin ?? 0, stage.end ?? 0)}`,
    fill: stage.status === "FAILED" ? "fill-failed" : "fill-executing", href: href(stageAnchor(stage.stage)),
  });
  const gap = data.length / 2000;
  const seen = (span: { begin?: number; end?: number }) => span.end !== undefined && span.end > (span.begin ?? 0);
  return {
    path, gaps,
    queries: packIntoRows(data.queries.rows.filter((query) => query.begin !== undefined && seen(query)).map(queryBar), ROWS, gap),
    stages: packIntoRows(data.stages.rows.filter(seen).map(stageBar), ROWS, gap),
  };
}

function PackedLanes({ name, packed, left, view, faded }: {
  name: string; packed: Packed<LaneBar>; left: number; view: View; faded: (bar: LaneBar) => boolean;
}) {
  const hidden = packed.hidden + left;
  if (packed.rows.length === 0) return null;
  return (
    <Lane label={name} note={hidden > 0 ? `${formatCount(hidden)} not drawn` : undefined}>
      {packed.rows.map((bars, i) => <Bars key={i} bars={bars} view={view} faded={faded} />)}
    </Lane>
  );
}

interface AxisProps {
  data: PageData;
  view: View;
  cursor: number | undefined;
  words: string; // what happens there
  onKeyDown: (event: KeyboardEvent) => void;
}

function Axis({ data, view, cursor, words, onKeyDown }: AxisProps) {
  const length = view.to - view.from;
  return (
    <Lane label="since the start">
      <div class="axis" tabIndex={0} role="slider" aria-label="time in the application" aria-valuemin={0}
        aria-valuemax={data.length} aria-valuenow={Math.round(cursor ?? 0)} aria-valuetext={words} onKeyDown={onKeyDown}>
        {ticksOf(view.from, view.to, 8).map((tick) => {
          const at = (tick - view.from) / length;
          return (
            <span key={tick} class={at > 0.92 ? "tick last" : "tick"} style={{ left: percent(at) }}
              title={`${formatTimeOfDay(data.begin + tick)} UTC`}>
              {tick === 0 ? "0" : formatDuration(tick)}
            </span>
          );
        })}
      </div>
    </Lane>
  );
}

export function Timeline({ data, known, chosenPart }: TimelineProps) {
  const whole: View = { from: 0, to: Math.max(data.length, 1) };
  const [view, setView] = useState<View>(whole);
  const [cursor, setCursor] = useState<number>();
  const field = useRef<HTMLDivElement>(null);
  const bars = useMemo(() => barsOf(data, known), [data, known]);
  const faded = (bar: LaneBar) => chosenPart !== undefined && bar.fill !== `fill-${chosenPart}`;

  const zoom = (factor: number) => {
    const middle = cursor ?? (view.from + view.to) / 2;
    const length = Math.min(Math.max((view.to - view.from) * factor, SHORTEST_VIEW), whole.to);
    const from = Math.min(Math.max(middle - length / 2, 0), whole.to - length);
    setView({ from, to: from + length });
  };
  const move = (to: number) => {
    const time = Math.min(Math.max(to, 0), whole.to);
    const length = view.to - view.from;
    setCursor(time);
    if (time < view.from || time > view.to) {
      const from = Math.min(Math.max(time - length / 2, 0), whole.to - length);
      setView({ from, to: from + length });
    }
  };
  const moment = cursor === undefined ? undefined : momentOf(data, cursor);
  const words = moment && wordsOfMoment(data, moment);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = ((view.to - view.from) / 200) * (event.shiftKey ? 10 : 1);
    const now = cursor ?? view.from;
    const keys: Record<string, () => void> = {
      ArrowRight: () => move(now + step), ArrowLeft: () => move(now - step),
      Home: () => move(0), End: () => move(whole.to),
      "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": () => setView(whole),
      Enter: () => {
        if (moment?.pathStage && known.has(stageAnchor(moment.pathStage))) location.hash = stageAnchor(moment.pathStage);
      },
    };
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const onPointerMove = (event: PointerEvent) => {
    const body = field.current?.querySelector(".lane-body")?.getBoundingClientRect();
    if (!body || event.clientX < body.left) return;
    setCursor(view.from + (Math.min((event.clientX - body.left) / body.width, 1)) * (view.to - view.from));
  };
  const at = cursor === undefined ? undefined : (cursor - view.from) / (view.to - view.from);
  const executors = data.timeline.executors;
  const isZoomed = view.to - view.from < whole.to;
  return (
    <div class="timeline">
      <div class="tools screen-only">
        <button type="button" onClick={() => zoom(0.5)}>zoom in</button>
        <button type="button" onClick={() => zoom(2)} disabled={!isZoomed}>zoom out</button>
        <button type="button" onClick={() => setView(whole)} disabled={!isZoomed}>show all</button>
        <output class="moment">{words ?? "point at it, or focus its axis and use the arrow keys"}</output>
      </div>
      <div class="lanes" ref={field} onPointerMove={onPointerMove}>
        <Axis data={data} view={view} cursor={cursor} words={words ?? "the beginning"} onKeyDown={onKeyDown} />
        <Lane label="critical path" note={coarse(data.timeline.path)}><Bars bars={bars.path} view={view} faded={faded} /></Lane>
        {bars.gaps.length > 0 && <Lane label="driver gaps" note={coarse(data.timeline.gaps)}><Bars bars={bars.gaps} view={view} faded={faded} /></Lane>}
        <PackedLanes name="queries" packed={bars.queries} left={data.queries.total - data.queries.rows.length} view={view} faded={faded} />
        <PackedLanes name="stages" packed={bars.stages} left={data.stages.total - data.stages.rows.length} view={view} faded={faded} />
        <CoresLane data={data} view={view} />
        {executors.rows.map((executor) => <ExecutorLane key={executor.id} executor={executor} length={data.length} view={view} />)}
        {at !== undefined && at >= 0 && at <= 1 && (
          <div class="cursor screen-only" aria-hidden="true"><div style={{ left: percent(at) }} /></div>
        )}
      </div>
      {executors.total > executors.rows.length && (
        <p class="dim">{formatCount(executors.total - executors.rows.length)} more executors did less and are not drawn.</p>
      )}
    </div>
  );
}
