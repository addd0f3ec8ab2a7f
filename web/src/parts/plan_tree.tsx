// A query's plan as an indented tree; each node with the heat of the stages that ran it.

import { useState } from "preact/hooks";

import type { Plan, PlanLine } from "../data/page_data.ts";
import { formatCount, formatCountOf, shareOf } from "../data/quantity.ts";
import { AnchorLink, stageAnchor } from "./links.tsx";

const MOST_INDENT = 12;
const LARGE = 40; // nodes; a larger plan begins with those that ran

interface PlanTreeProps {
  plan: Plan;
  core: number; // of the query, core-ms
  known: ReadonlySet<string>;
}

function Stages({ line, known }: { line: PlanLine; known: ReadonlySet<string> }) {
  const named = line.stages ?? [];
  const shown = named.slice(0, 3);
  const more = (line.stageCount ?? 0) - shown.length;
  return (
    <>
      {shown.map((stage, i) => (
        <span key={stage}>{i === 0 ? "stage " : ", "}
          <AnchorLink known={known} anchor={stageAnchor(stage)}>{stage}</AnchorLink></span>
      ))}
      {more > 0 && ` +${more}`}
    </>
  );
}

// Nodes that did nothing that the log tells of, several in a row, as one.
interface Piece {
  line?: PlanLine;
  folded: number;
}

export function piecesOf(lines: readonly PlanLine[], onlyWhatRan: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (!onlyWhatRan || line.core || line.metrics) pieces.push({ line, folded: 0 });
    else if (last?.folded) ++last.folded;
    else pieces.push({ folded: 1 });
  }
  return pieces;
}

export function PlanTree({ plan, core, known }: PlanTreeProps) {
  const ran = plan.lines.filter((line) => line.core || line.metrics).length;
  const canFold = ran > 0 && ran < plan.lines.length;
  const [folded, setFolded] = useState(canFold && plan.lines.length > LARGE);
  let before = "";
  const rows = piecesOf(plan.lines, folded).map(({ line, folded: left }, i) => {
    if (!line) return <tr key={i} class="folded"><td /><td colSpan={3}>… {formatCountOf(left, "node", "nodes")} without figures</td></tr>;
    const stages = (line.stages ?? []).join(" ");
    const isNew = stages !== before && stages !== "";
    if (stages !== "") before = stages;
    const heat = core > 0 ? Math.min((line.core ?? 0) / core, 1) : 0;
    return (
      <tr key={i}>
        <td class="heat"><div style={{ width: `${100 * heat}%` }} /></td>
        <td class="node" style={{ paddingLeft: `${Math.min(line.depth ?? 0, MOST_INDENT) * 1.3 + 0.4}em` }}>
          {line.branch && <span class="branch" aria-hidden="true">{line.last ? "└ " : "├ "}</span>}
          <strong>{line.name}</strong> <span class="object">{line.object}</span>
          {line.metrics && <div class="metrics">{line.metrics.join(" · ")}</div>}
        </td>
        <td class="stages">{isNew && <Stages line={line} known={known} />}</td>
        <td class="number">{isNew && (line.core ?? 0) > 0 ? shareOf(line.core ?? 0, core) : ""}</td>
      </tr>
    );
  });
  const left = plan.nodes - plan.lines.length;
  return (
    <div class="plan">
      {canFold && (
        <div class="tools screen-only">
          <button type="button" aria-pressed={folded} onClick={() => setFolded(!folded)}>only nodes with figures</button>
        </div>
      )}
      <table>
        <caption>
          plan: {formatCountOf(plan.nodes, "node", "nodes")}
          {plan.versions > 1 && `, version ${plan.version} of ${plan.versions} (adaptive execution)`}
          <span class="dim">; bars: share of the query's core time of the stages that ran a node</span>
        </caption>
        <thead class="hidden-text">
          <tr><th scope="col">heat</th><th scope="col">node</th><th scope="col">stages</th><th scope="col">share</th></tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
      {left > 0 && <p class="dim">… {formatCount(left)} more nodes: -o json --full</p>}
    </div>
  );
}
