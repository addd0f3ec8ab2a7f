// What is behind one stage: how its tasks spread, which stand out and why, what its cores did.

import type { PageData, Split, Stage, StageDetail } from "../data/page_data.ts";
import { formatBytes, formatCoreTime, formatCount, formatCountOf, formatDuration, shareOf } from "../data/quantity.ts";
import { Histogram } from "../parts/histogram.tsx";
import { AnchorLink, queryAnchor } from "../parts/links.tsx";
import { StackedBar } from "../parts/stacked_bar.tsx";

const QUANTILES = ["min", "p5", "p25", "median", "p75", "p95", "max"] as const;

function Quantiles({ detail }: { detail: StageDetail }) {
  const row = (name: string, values: number[], format: (value: number) => string) => (
    <tr><th scope="row">{name}</th>{values.map((value, i) => <td key={i} class="number">{format(value)}</td>)}</tr>
  );
  return (
    <table class="quantiles">
      <caption>how the tasks spread</caption>
      <thead><tr><td />{QUANTILES.map((name) => <th key={name} scope="col" class="number">{name}</th>)}</tr></thead>
      <tbody>
        {row("duration", detail.durations, formatDuration)}
        {(detail.reads.at(-1) ?? 0) > 0 && row("read", detail.reads, formatBytes)}
      </tbody>
    </table>
  );
}

function Outliers({ detail }: { detail: StageDetail }) {
  if (detail.outliers.length === 0) return null;
  return (
    <table class="outliers">
      <caption>
        tasks over 1.5 times the median
        <span class="dim"> {detail.outliers.length} of {formatCount(detail.outlierCount)}</span>
      </caption>
      <thead>
        <tr><th scope="col" class="number">task</th><th scope="col" class="number">index</th><th scope="col" class="number">duration</th>
          <th scope="col" class="number">read</th><th scope="col">executor</th><th scope="col">why</th></tr>
      </thead>
      <tbody>
        {detail.outliers.map((task) => (
          <tr key={task.task}>
            <th scope="row" class="number">{task.task}</th>
            <td class="number">{task.index}</td>
            <td class="number">{formatDuration(task.duration)}</td>
            <td class="number">{task.read ? formatBytes(task.read) : ""}</td>
            <td>{task.executor}</td>
            <td>{task.why.length > 0 ? task.why.join(", ") : <span class="dim">nothing in the log explains it</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Executors({ detail }: { detail: StageDetail }) {
  if (detail.executors.length < 2) return null;
  return (
    <table class="outliers">
      <caption>executors <span class="dim">{detail.executors.length} of {formatCount(detail.executorCount)}</span></caption>
      <thead>
        <tr><th scope="col">executor</th><th scope="col">host</th><th scope="col" class="number">tasks</th>
          <th scope="col" class="number">task time</th><th scope="col" class="number">median task</th></tr>
      </thead>
      <tbody>
        {detail.executors.map((executor) => (
          <tr key={executor.id}>
            <th scope="row">{executor.id}</th><td>{executor.host}</td>
            <td class="number">{formatCount(executor.tasks ?? 0)}</td>
            <td class="number">{formatDuration(executor.time ?? 0)}</td>
            <td class="number">{formatDuration(executor.median ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// The stage's share of the application's parts of core time.
function coreTimeOf(data: PageData, stage: Stage, detail: StageDetail): Split {
  let part = 0;
  const groups = data.coreTime.groups.map((group) => ({
    words: group.words,
    parts: group.parts.map((one) => ({ ...one, value: detail.coreTime[part++] ?? 0 })),
  }));
  return { total: stage.core ?? 0, groups };
}

export function StageDetails({ stage, data, known }: { stage: Stage; data: PageData; known: ReadonlySet<string> }) {
  const { detail } = stage;
  return (
    <div class="stage-details">
      <p>
        <strong>stage {stage.stage}</strong> {stage.title}
        {stage.steps !== undefined && <span class="dim"> · runs {stage.steps}</span>}
      </p>
      <p class="facts">
        <span>{stage.status}</span>
        <span>{formatDuration(stage.duration ?? 0)}</span>
        <span>{formatCountOf(stage.tasks ?? 0, "task", "tasks")} on {formatCountOf(stage.slots ?? 0, "slot", "slots")}</span>
        {(stage.wait ?? 0) > 0 && (stage.wait ?? 0) >= (stage.duration ?? 0) / 20 &&
          <span>waited {formatDuration(stage.wait ?? 0)} for its first task</span>}
        {((stage.failed ?? 0) > 0 || (stage.killed ?? 0) > 0) &&
          <span class="state failed">{formatCountOf(stage.failed ?? 0, "task", "tasks")} failed, {formatCount(stage.killed ?? 0)} killed</span>}
        {stage.sql !== undefined && <AnchorLink known={known} anchor={queryAnchor(stage.sql)}>query {stage.sql}</AnchorLink>}
      </p>
      {stage.failure !== undefined && <p><span class="label">failed</span> {stage.failure}</p>}
      {detail?.failures?.map((failure) => (
        <p key={failure.text}><span class="label">{formatCount(failure.tasks)}×</span> {failure.text}</p>
      ))}
      {detail
        ? <>
            {(stage.core ?? 0) > 0 && (
              <StackedBar name={`core time of stage ${stage.stage}`} split={coreTimeOf(data, stage, detail)}
                format={formatCoreTime} formatPart={(value) => shareOf(value, stage.core ?? 0)} />
            )}
            <div class="side-by-side"><Quantiles detail={detail} /><Histogram bins={detail.histogram} /></div>
            <Outliers detail={detail} />
            <Executors detail={detail} />
          </>
        : <p class="dim">Its tasks are told with: dataflint analyze LOG --stage {stage.stage}</p>}
    </div>
  );
}
