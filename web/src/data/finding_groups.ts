// Findings that say the same of several places, as one: the report of text joins them likewise.

import type { Finding } from "./page_data.ts";

export interface FindingGroup {
  finding: Finding;
  others: Finding[]; // the same of other subjects
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
