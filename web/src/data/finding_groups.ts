// Findings that say the same of several places, as one: the report of text joins them likewise.

import type { Finding } from "./page_data.ts";

export interface FindingGroup {
  finding: Finding;
  others: Finding[]; // the same of other subjects
}

// The number that each finding's group has on the page, by the finding's id.
export function numbersOf(groups: readonly FindingGroup[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  groups.forEach((group, i) => {
    for (const finding of [group.finding, ...group.others]) numbers.set(finding.id, i + 1);
  });
  return numbers;
}

// A reason cut at the ids of other findings, each as its number.
export function piecesOf(text: string, numbers: ReadonlyMap<string, number>): (string | number)[] {
  return text.split(/([a-z0-9]+(?:-[a-z0-9]+)+)/).map((piece) => numbers.get(piece) ?? piece);
}

export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups: FindingGroup[] = [];
  const byTitle = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const key = `${finding.insight}\n${finding.title}`;
    const group = byTitle.get(key);
    if (!group) {
      const added = { finding, others: [] };
      byTitle.set(key, added);
      groups.push(added);
      continue;
    }
    const isKnown = [group.finding, ...group.others].some((other) => other.subject === finding.subject);
    if (!isKnown) group.others.push(finding);
  }
  return groups;
}
