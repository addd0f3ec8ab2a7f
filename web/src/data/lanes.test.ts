import assert from "node:assert/strict";
import { test } from "node:test";

import { packIntoRows, ticksOf } from "./lanes.ts";

const bar = (begin: number, end: number) => ({ begin, end });

test("bars in one row do not overlap, and the first ones lie on top", () => {
  const items = Array.from({ length: 200 }, (_, i) => bar((i * 7919) % 1000, ((i * 7919) % 1000) + 1 + (i % 50)));
  const { rows, hidden } = packIntoRows(items, 6, 1);
  assert.equal(rows.flat().length + hidden, items.length);
  assert.ok(hidden > 0);
  for (const row of rows) {
    for (let i = 1; i < row.length; ++i) assert.ok(row[i]!.begin >= row[i - 1]!.end + 1);
  }
  assert.ok(rows[0]!.includes(items[0]!));
});

test("bars that follow each other share a row", () => {
  assert.equal(packIntoRows([bar(0, 10), bar(10, 20), bar(20, 30)], 5, 0).rows.length, 1);
});

test("an axis has few, round ticks", () => {
  assert.deepEqual(ticksOf(0, 126_000, 8), [0, 30_000, 60_000, 90_000, 120_000]);
  assert.deepEqual(ticksOf(500, 520, 8), [500, 505, 510, 515, 520]);
  for (const length of [1, 17, 1e3, 1e5, 1e7, 1e9, 1e12]) assert.ok(ticksOf(0, length, 8).length <= 9, String(length));
});
