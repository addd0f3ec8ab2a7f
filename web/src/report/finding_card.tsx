// One finding: what it saves, what to do, why, and what shows it.

import type { Finding, PageData } from "../data/page_data.ts";
import { piecesOf, type FindingGroup } from "../data/finding_groups.ts";
import { formatDuration, formatValue } from "../data/quantity.ts";
import { CopyButton } from "../parts/copy_button.tsx";
import { AnchorLink, queryAnchor, stageAnchor } from "../parts/links.tsx";

interface FindingCardProps {
  group: FindingGroup;
  rank: number;
  most: number; // ms of wall time that any finding saves at most
  data: PageData;
  known: ReadonlySet<string>;
  numbers: ReadonlyMap<string, number>; // of the findings on this page, by id
}

// Low to high on the scale of the finding that saves most, with a mark at what is expected.
function SavingRange({ finding, most }: { finding: Finding; most: number }) {
  const [low, expected, high] = finding.wall;
  if (high <= 0 || most <= 0) return null;
  const at = (value: number) => `${(100 * value) / most}%`;
  const words = finding.isUpperBound
    ? `up to ${formatDuration(high)} of wall time`
    : `${formatDuration(expected)} of wall time expected, ${formatDuration(low)} to ${formatDuration(high)}`;
  return (
    <div class="range" role="img" aria-label={words} title={words}>
      <div class={finding.isUpperBound ? "span bound" : "span"}
        style={{ left: at(finding.isUpperBound ? 0 : low), width: at(high - (finding.isUpperBound ? 0 : low)) }} />
      {!finding.isUpperBound && <div class="expected" style={{ left: at(expected) }} />}
    </div>
  );
}

function Places({ finding, known }: { finding: Finding; known: ReadonlySet<string> }) {
  return (
    <>
      {finding.stage !== undefined && (
        <AnchorLink known={known} anchor={stageAnchor(finding.stage)}>stage {finding.stage}</AnchorLink>
      )}
      {finding.sql !== undefined && (
        <AnchorLink known={known} anchor={queryAnchor(finding.sql)}>query {finding.sql}</AnchorLink>
      )}
    </>
  );
}

// What matters little is told in brief, as in the report of text.
const isSmall = (finding: Finding) => finding.severity === "low" || finding.severity === "info";

function Why({ finding, numbers }: Pick<FindingCardProps, "numbers"> & { finding: Finding }) {
  return (
    <>
      {finding.why !== undefined && <p class="why"><span class="label">why</span><span>{
        piecesOf(finding.why, numbers).map((piece, i) => typeof piece === "string" ? piece
          : <a key={i} href={`#finding-${piece}`}>finding {piece}</a>)
      }</span></p>}
      {finding.missing.map((missing) => (
        <p key={missing} class="why dim"><span class="label">unseen</span><span>{missing}</span></p>
      ))}
    </>
  );
}

function Evidence({ finding, data, numbers }: Pick<FindingCardProps, "data" | "numbers"> & { finding: Finding }) {
  const error = Math.abs(data.replayError);
  return (
    <details class="evidence">
      <summary>{isSmall(finding) ? "why, evidence and how sure" : "evidence and how sure"}</summary>
      {isSmall(finding) && <Why finding={finding} numbers={numbers} />}
      {finding.evidence.length > 0 && (
        <table>
          <caption class="hidden-text">evidence</caption>
          <thead class="hidden-text"><tr><th scope="col">what</th><th scope="col">value</th><th scope="col">where</th></tr></thead>
          <tbody>
            {finding.evidence.map((evidence, i) => (
              <tr key={i}>
                <th scope="row">{evidence.name}</th>
                <td class="number">{formatValue(evidence.value, evidence.unit)}</td>
                <td class="dim">{evidence.where}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        Confidence {finding.confidence}. {finding.method !== undefined && `The saving: ${finding.method}. `}
        {finding.isReplayed && `This run played again unchanged is off by ${formatValue(error, "share")}.`}
      </p>
    </details>
  );
}

export function FindingCard({ group, rank, most, data, known, numbers }: FindingCardProps) {
  const { finding, others } = group;
  const shown = others.slice(0, 8);
  return (
    <article class={`finding ${finding.severity}`} id={`finding-${rank}`} tabIndex={-1}
      aria-labelledby={`finding-${rank}-title`}>
      <h3 id={`finding-${rank}-title`}><span class="rank">{rank}</span> {finding.title}</h3>
      <div class="saves">
        <span><span class="label">saves</span> <strong>{finding.savings}</strong></span>
        <SavingRange finding={finding} most={most} />
        <span class="places">
          <span class={`severity ${finding.severity}`}>{finding.severity}</span>
          <span class="dim">{finding.insight}</span>
          <Places finding={finding} known={known} />
        </span>
      </div>
      {others.length > 0 && (
        <p class="also"><span class="label">also</span> the same in {shown.map((other, i) => (
          <span key={other.subject}>{i > 0 && ", "}
            {other.stage !== undefined
              ? <AnchorLink known={known} anchor={stageAnchor(other.stage)}>{other.subject}</AnchorLink>
              : other.subject}</span>
        ))}{others.length > shown.length && ` and ${others.length - shown.length} more`}</p>
      )}
      <ul class="changes">
        {finding.changes.map((change, i) => (
          <li key={i}>
            <div class="change"><span class="label">{change.label}</span><code>{change.text}</code>
              <CopyButton text={change.text} what={`change ${i + 1} of finding ${rank}`} /></div>
            {change.reason !== undefined && <p>{change.reason}</p>}
          </li>
        ))}
      </ul>
      {!isSmall(finding) && <Why finding={finding} numbers={numbers} />}
      <Evidence finding={finding} data={data} numbers={numbers} />
    </article>
  );
}
