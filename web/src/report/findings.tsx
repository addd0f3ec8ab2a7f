import { useState } from "preact/hooks";

import { groupFindings, numbersOf } from "../data/finding_groups.ts";
import type { PageData } from "../data/page_data.ts";
import { formatCount, formatCountOf } from "../data/quantity.ts";
import { FindingCard } from "./finding_card.tsx";
import { Section } from "./section.tsx";

const FIRST = 10;

export function Findings({ data, known }: { data: PageData; known: ReadonlySet<string> }) {
  const [all, showAll] = useState(false);
  const groups = groupFindings(data.findings.rows);
  const numbers = numbersOf(groups);
  const shown = all ? groups : groups.slice(0, FIRST);
  const most = Math.max(...data.findings.rows.map((finding) => finding.wall[2]), 0);
  const left = data.findings.total - data.findings.rows.length;
  const { total, together } = data.findings;
  const count = total === 0 ? "no findings"
    : formatCountOf(total, "finding", "findings") + (together === undefined ? "" : `; ${together}`);
  return (
    <Section id="findings" title="what to change" note={count}>
      {groups.length === 0 && <p>{data.findings.nothing}</p>}
      {shown.map((group, i) => (
        <FindingCard key={i} group={group} rank={i + 1} most={most} data={data} known={known} numbers={numbers} />
      ))}
      {groups.length > shown.length && (
        <button type="button" class="screen-only" onClick={() => showAll(true)}>
          show {formatCount(groups.length - shown.length)} more
        </button>
      )}
      {left > 0 && <p class="dim">{formatCount(left)} more are not in this file: -o json has all.</p>}
    </Section>
  );
}
