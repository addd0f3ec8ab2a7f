// The sections at the end: whose work it was, and what could not be seen.

import type { PageData, WorkGroup } from "../data/page_data.ts";
import { formatCount, formatCountOf, formatDuration, shareOf } from "../data/quantity.ts";
import { DataTable, type Column } from "../parts/data_table.tsx";
import { Section } from "./section.tsx";

const NONE: ReadonlySet<string> = new Set();

export function WorkGroups({ data }: { data: PageData }) {
  const { rows, total } = data.workGroups;
  if (total < 2) return null;
  const columns: Column<WorkGroup>[] = [
    { key: "name", label: "group", kind: "text", value: (group) => group.name, keep: true },
    { key: "description", label: "description", kind: "text", value: (group) => group.description },
    { key: "user", label: "user", kind: "text", value: (group) => group.user },
    { key: "busy", label: "busy", kind: "number", value: (group) => group.busy ?? 0, show: (group) => formatDuration(group.busy ?? 0) },
    { key: "cores", label: "of cores", kind: "number", value: (group) => group.core ?? 0, show: (group) => shareOf(group.core ?? 0, data.coreTime.total) },
    { key: "jobs", label: "Spark jobs", kind: "number", value: (group) => group.sparkJobs ?? 0, show: (group) => formatCount(group.sparkJobs ?? 0) },
    { key: "failed", label: "failed", kind: "number", value: (group) => group.failedSparkJobs, show: (group) => (group.failedSparkJobs ? formatCount(group.failedSparkJobs) : "") },
    { key: "tasks", label: "tasks", kind: "number", value: (group) => group.tasks ?? 0, show: (group) => formatCount(group.tasks ?? 0) },
  ];
  const places = new Map(rows.map((group, i) => [group, i]));
  return (
    <Section id="work" title="whose work it was" note={formatCountOf(total, "group", "groups")}>
      <DataTable name="whose work it was" rows={rows} columns={columns} anchor={(group) => `work-${places.get(group)}`}
        matters={(group) => (places.get(group) ?? 0) < 10} text={(group) => `${group.name} ${group.description ?? ""} ${group.user ?? ""}`}
        left={total - rows.length} leftAre="-o json has all." open={NONE} toggle={() => undefined} />
    </Section>
  );
}

export function NotSeen({ data }: { data: PageData }) {
  if (data.notSeen.length === 0) return null;
  return (
    <Section id="not-seen" title={data.notSeenHeading}>
      <table class="not-seen">
        <caption class="hidden-text">{data.notSeenHeading}</caption>
        <thead class="hidden-text"><tr><th scope="col">times</th><th scope="col">what</th></tr></thead>
        <tbody>
          {data.notSeen.map((one) => (
            <tr key={one.text}>
              <th scope="row" class="number">{formatCount(one.count)}×</th>
              <td class={one.severity === "info" ? "dim" : "costs"}>{one.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
