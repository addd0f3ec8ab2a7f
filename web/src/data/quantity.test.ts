import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { formatBytes, formatCoreTime, formatCount, formatCountOf, formatDuration, formatPercent, formatRatio, formatTimeOfDay, formatValue, shareOf } from "./quantity.ts";

declare const WEB_FOLDER: string;

const FORMATS = new Map<string, (value: number) => string>([
  ["duration", formatDuration], ["core-time", formatCoreTime], ["bytes", formatBytes], ["count", formatCount],
  ["percent", formatPercent], ["ratio", formatRatio],
]);

test("quantities read as they do in the program", () => {
  const lines = readFileSync(join(WEB_FOLDER, "../tests/data/quantities.tsv"), "utf8").trimEnd().split("\n");
  const rows = lines.filter((line) => !line.startsWith("#")).map((line) => line.split("\t"));
  assert.ok(rows.length > 80);
  for (const [kind, value, text] of rows) {
    assert.equal(FORMATS.get(kind ?? "")?.(Number(value)), text, `${kind} ${value}`);
  }
});

test("what is no number is told so", () => {
  assert.equal(formatPercent(Number.NaN), "?");
  assert.equal(formatRatio(Number.POSITIVE_INFINITY), "?");
  assert.equal(formatTimeOfDay(Number.NaN), "");
  assert.equal(shareOf(1, 0), "");
});

test("counts have their noun, evidence its unit", () => {
  assert.equal(formatCountOf(1, "task", "tasks"), "1 task");
  assert.equal(formatCountOf(1187, "task", "tasks"), "1\u202f187 tasks");
  assert.equal(formatValue(0.384, "share"), "38 %");
  assert.equal(formatValue(2048, "bytes"), "2 KiB");
  assert.equal(formatValue(1.2345, ""), "1.23");
});
