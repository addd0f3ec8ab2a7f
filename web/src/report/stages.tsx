import type { PageData, Stage } from "../data/page_data.ts";
import { formatBytes, formatCount, formatDuration, formatRatio, shareOf } from "../data/quantity.ts";
import { DataTable, type Column } from "../parts/data_table.tsx";
import { AnchorLink, queryAnchor, stageAnchor } from "../parts/links.tsx";
import { Section } from "./section.tsx";
import { StageDetails } from "./stage_details.tsx";

interface StagesProps {
  data: PageData;
  known: ReadonlySet<string>;
  open: ReadonlySet<string>;
  toggle: (anchor: string) => void;
}

export const bytesOrNothing = (bytes: number | undefined) => (bytes ? formatBytes(bytes) : "");

// How far the slowest task stands out.
export function slowest(stage: Stage): number | undefined {
  if ((stage.successful ?? 0) < 2 || !stage.median) return undefined;
  return (stage.max ?? 0) / stage.median;
}

function stateOf(stage: Stage): string {
  return stage.status === "FAILED" ? "failed" : stage.status === "ACTIVE" ? "running" : "";
}

function columnsOf(data: PageData, known: ReadonlySet<string>): Column<Stage>[] {
  const bytes = (key: "spill" | "read" | "shuffled" | "written"): Column<Stage> =>
    ({ key, label: key, kind: "number", value: (stage) => stage[key], show: (stage) => bytesOrNothing(stage[key]) });
  return [
    { key: "stage", label: "stage", kind: "id", value: (stage) => Number(stage.stage), show: (stage) => stage.stage, keep: true },
    {
      key: "sql", label: "sql", kind: "id", value: (stage) => (stage.sql === undefined ? undefined : stage.sql + 1),
      show: (stage) => stage.sql !== undefined &&
        <AnchorLink known={known} anchor={queryAnchor(stage.sql)}>{stage.sql}</AnchorLink>,
    },
    {
      key: "title", label: "what it does", kind: "text", value: (stage) => stage.title,
      show: (stage) => <span title={stage.title}>{stage.title}</span>,
    },
    {
      key: "state", label: "state", kind: "text", value: stateOf,
      show: (stage) => stateOf(stage) && <span class={`state ${stateOf(stage)}`}>{stateOf(stage)}</span>,
    },
    { key: "time", label: "time", kind: "number", value: (stage) => stage.duration ?? 0, show: (stage) => formatDuration(stage.duration ?? 0), keep: true },
    {
      key: "path", label: "of path", meaning: "share of the wall time that waited for it", kind: "number",
      value: (stage) => stage.critical ?? 0, show: (stage) => shareOf(stage.critical ?? 0, data.wallTime.total),
    },
    {
      key: "cores", label: "of cores", meaning: "share of the core time that its tasks took", kind: "number",
      value: (stage) => stage.core ?? 0, show: (stage) => shareOf(stage.core ?? 0, data.coreTime.total),
    },
    {
      key: "tasks", label: "tasks", kind: "number", value: (stage) => stage.tasks ?? 0, keep: true,
      show: (stage) => formatCount(stage.tasks ?? 0) + (stage.failed ? ` (${formatCount(stage.failed)} failed)` : ""),
    },
    {
      key: "slowest", label: "slowest", meaning: "the slowest task, in multiples of the median task", kind: "number",
      value: slowest, show: (stage) => { const ratio = slowest(stage); return ratio === undefined ? "" : formatRatio(ratio); },
    },
    {
      key: "tail", label: "tail", meaning: "for how long it had fewer tasks left than slots", kind: "number",
      value: (stage) => stage.tail, show: (stage) => (stage.tail ? formatDuration(stage.tail) : ""),
    },
    { ...bytes("spill"), show: (stage) => <span class="costs">{bytesOrNothing(stage.spill)}</span> },
    bytes("read"), bytes("shuffled"), bytes("written"),
  ];
}

export function Stages({ data, known, open, toggle }: StagesProps) {
  if (data.stages.total === 0) return null;
  const matter = data.stages.rows.filter((stage) => stage.matters).length;
  return (
    <Section id="stages" title="stages"
      note={`${formatCount(matter)} of ${formatCount(data.stages.total)} matter; of path: share of the wall time that waited for it`}>
      <DataTable name="stages" rows={data.stages.rows} columns={columnsOf(data, known)}
        anchor={(stage) => stageAnchor(stage.stage)} matters={(stage) => stage.matters === true}
        text={(stage) => `${stage.stage} ${stage.title} ${stateOf(stage)}`}
        left={data.stages.total - data.stages.rows.length} leftAre="-o csv has all."
        detail={(stage) => <StageDetails stage={stage} data={data} known={known} />} open={open} toggle={toggle} />
    </Section>
  );
}
