import type { PageData, Query } from "../data/page_data.ts";
import { formatCoreTime, formatCount, formatCountOf, formatDuration, shareOf } from "../data/quantity.ts";
import { DataTable, type Column } from "../parts/data_table.tsx";
import { queryAnchor } from "../parts/links.tsx";
import { PlanTree } from "../parts/plan_tree.tsx";
import { Section } from "./section.tsx";
import { bytesOrNothing } from "./stages.tsx";

interface QueriesProps {
  data: PageData;
  known: ReadonlySet<string>;
  open: ReadonlySet<string>;
  toggle: (anchor: string) => void;
}

function stateOf(query: Query): string {
  if (query.status === "FAILED") return "failed";
  if (query.begin === undefined) return "start unseen";
  return query.status === "RUNNING" ? "running" : "";
}

function columnsOf(data: PageData): Column<Query>[] {
  const bytes = (key: "spill" | "read" | "shuffled" | "written"): Column<Query> =>
    ({ key, label: key, kind: "number", value: (query) => query[key], show: (query) => bytesOrNothing(query[key]) });
  return [
    { key: "sql", label: "sql", kind: "id", value: (query) => query.sql, show: (query) => query.sql, keep: true },
    {
      key: "title", label: "description", kind: "text", value: (query) => query.title, keep: true,
      show: (query) => <span title={query.title}>{query.title}</span>,
    },
    {
      key: "state", label: "state", kind: "text", value: stateOf,
      show: (query) => stateOf(query) && <span class={`state ${stateOf(query)}`}>{stateOf(query)}</span>,
    },
    {
      key: "time", label: "time", kind: "number", value: (query) => query.duration ?? 0, keep: true,
      show: (query) => (query.begin === undefined ? "unknown" : formatDuration(query.duration ?? 0)),
    },
    {
      key: "cores", label: "of cores", meaning: "share of the core time that its tasks took", kind: "number",
      value: (query) => query.core ?? 0, show: (query) => shareOf(query.core ?? 0, data.coreTime.total),
    },
    { key: "stages", label: "stages", kind: "number", value: (query) => query.stages ?? 0, show: (query) => formatCount(query.stages ?? 0) },
    { key: "tasks", label: "tasks", kind: "number", value: (query) => query.tasks ?? 0, show: (query) => formatCount(query.tasks ?? 0) },
    { ...bytes("spill"), show: (query) => <span class="costs">{bytesOrNothing(query.spill)}</span> },
    bytes("read"), bytes("shuffled"), bytes("written"),
  ];
}

function QueryDetails({ query, known }: { query: Query; known: ReadonlySet<string> }) {
  return (
    <div class="query-details">
      <p><strong>query {query.sql}</strong> {query.title}</p>
      <p class="facts">
        <span>{query.status}</span>
        <span>{formatDuration(query.duration ?? 0)}</span>
        <span>{formatCoreTime(query.core ?? 0)} in {formatCountOf(query.stages ?? 0, "stage", "stages")}</span>
        {query.root !== undefined && <span>part of query {query.root}</span>}
      </p>
      {query.error !== undefined && <p><span class="label">failed</span> {query.error}</p>}
      {query.plan && query.plan.lines.length > 0
        ? <PlanTree plan={query.plan} core={query.core ?? 0} known={known} />
        : <p class="dim">{query.plan ? `Its plan is told with: dataflint analyze LOG --sql ${query.sql}` : "The log has no plan of it, or this file had no room for it."}</p>}
    </div>
  );
}

export function Queries({ data, known, open, toggle }: QueriesProps) {
  if (data.queries.total === 0) return null;
  const matter = data.queries.rows.filter((query) => query.matters).length;
  return (
    <Section id="queries" title="queries" note={`${formatCount(matter)} of ${formatCount(data.queries.total)} matter`}>
      <DataTable name="queries" rows={data.queries.rows} columns={columnsOf(data)}
        anchor={(query) => queryAnchor(query.sql)} matters={(query) => query.matters === true}
        text={(query) => `${query.sql} ${query.title} ${stateOf(query)}`}
        left={data.queries.total - data.queries.rows.length} leftAre="-o json has all."
        detail={(query) => <QueryDetails query={query} known={known} />} open={open} toggle={toggle} />
    </Section>
  );
}
