import assert from "node:assert/strict";
import { test } from "node:test";

import { groupFindings, numbersOf, piecesOf } from "./finding_groups.ts";
import { momentOf, wordsOfMoment } from "./moment.ts";
import { parsePageData, type Finding, type PageData } from "./page_data.ts";

const data: PageData = {
  schema: "dataflint.page/1", version: "0", log: "", begin: 0, length: 1000, replayError: 0,
  headline: { name: "", id: "", state: "finished", duration: "", work: "", failedWork: [], surroundings: "", logState: "", isComplete: true },
  wallTime: { total: 1000, groups: [{ words: "driver", parts: [{ id: "planning", words: "planning", value: 500 }] }] },
  coreTime: { total: 0, groups: [] },
  findings: { total: 0, nothing: "", rows: [] },
  timeline: {
    cores: [4, 4], running: [0, 2.5],
    path: { total: 2, rows: [{ end: 500, gap: "planning" }, { begin: 500, end: 1000, stage: "1.0" }] },
    gaps: { total: 0, rows: [] }, executors: { total: 0, rows: [] },
  },
  stages: { total: 1, rows: [{ stage: "1.0", title: "", status: "COMPLETE", begin: 500, end: 1000 }] },
  queries: { total: 2, rows: [{ sql: 3, title: "", status: "COMPLETED", begin: 0, end: 1000 }, { sql: 4, title: "", status: "RUNNING", end: 900 }] },
  workGroups: { total: 0, rows: [] },
  notSeenHeading: "", notSeen: [],
};

test("the cursor says what happens", () => {
  assert.equal(wordsOfMoment(data, momentOf(data, 100)), "100 ms (00:00:00 UTC) · path: planning · query 3 · 0 of 4 cores busy");
  assert.equal(wordsOfMoment(data, momentOf(data, 999)),
    "999 ms (00:00:00 UTC) · path: stage 1.0 · query 3 · stage 1.0 · 2.5 of 4 cores busy");
});

test("a document without a report is none", () => {
  assert.throws(() => parsePageData("{}"), /holds no report/);
  assert.equal(parsePageData(JSON.stringify(data)).length, 1000);
});

test("findings that say the same are one", () => {
  const finding = (subject: string, title: string): Finding => ({
    id: `skew-${subject.slice(6, 7)}`, insight: "skew", severity: "low", confidence: "high", subject, title, savings: "", wall: [0, 0, 0],
    evidence: [], changes: [], missing: [],
  });
  const groups = groupFindings([finding("stage 1.0", "a"), finding("stage 2.0", "b"), finding("stage 3.0", "a"), finding("stage 3.0", "a")]);
  assert.deepEqual(groups.map((group) => [group.finding.subject, group.others.map((other) => other.subject)]),
    [["stage 1.0", ["stage 3.0"]], ["stage 2.0", []]]);
  assert.deepEqual(piecesOf("rather than skew-3, skew-2-1: one", numbersOf(groups)),
    ["rather than ", 1, ", ", "skew-2-1", ": one"]);
});
