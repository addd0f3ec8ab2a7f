// What happens at one moment of the application, for the timeline's cursor.

import type { PageData, Query, Stage } from "./page_data.ts";
import { formatDuration, formatTimeOfDay } from "./quantity.ts";

export interface Moment {
  time: number;
  pathStage: string | undefined;
  pathGap: string | undefined;
  queries: Query[];
  stages: Stage[];
  cores: number;
  running: number;
}

const holds = (span: { begin?: number; end?: number }, time: number) =>
  (span.begin ?? 0) <= time && time < (span.end ?? 0);

export function momentOf(data: PageData, time: number): Moment {
  const { cores, running, path } = data.timeline;
  const bucket = Math.min(Math.floor((time / Math.max(data.length, 1)) * cores.length), cores.length - 1);
  const link = path.rows.find((candidate) => holds(candidate, time));
  return {
    time,
    pathStage: link?.stage,
    pathGap: link?.gap,
    queries: data.queries.rows.filter((query) => query.begin !== undefined && holds(query, time)),
    stages: data.stages.rows.filter((stage) => holds(stage, time)),
    cores: cores[bucket] ?? 0,
    running: running[bucket] ?? 0,
  };
}

function named(what: string, several: string, names: string[]): string | undefined {
  if (names.length === 0) return undefined;
  const most = 4;
  const shown = names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
  return `${names.length === 1 ? what : several} ${shown}`;
}

export function wordsOfMoment(data: PageData, moment: Moment): string {
  const words = data.wallTime.groups.flatMap((group) => group.parts).find((part) => part.id === moment.pathGap)?.words;
  const tenths = (value: number) => String(Math.round(value * 10) / 10);
  return [
    `${formatDuration(moment.time)} (${formatTimeOfDay(data.begin + moment.time)} UTC)`,
    moment.pathStage !== undefined ? `path: stage ${moment.pathStage}` : words !== undefined ? `path: ${words}` : undefined,
    named("query", "queries", moment.queries.map((query) => String(query.sql))),
    named("stage", "stages", moment.stages.map((stage) => stage.stage)),
    `${tenths(moment.running)} of ${tenths(moment.cores)} cores busy`,
  ].filter((text) => text !== undefined).join(" · ");
}
