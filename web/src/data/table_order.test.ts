import assert from "node:assert/strict";
import { test } from "node:test";

import { matches, sortRows } from "./table_order.ts";

const rows = [{ name: "b", size: 2 }, { name: "a", size: undefined }, { name: "c", size: 10 }, { name: "B", size: 2 }];

test("numbers sort as numbers, and rows without one come last in either direction", () => {
  assert.deepEqual(sortRows(rows, (row) => row.size, true).map((row) => row.name), ["c", "b", "B", "a"]);
  assert.deepEqual(sortRows(rows, (row) => row.size, false).map((row) => row.name), ["b", "B", "c", "a"]);
});

test("texts sort as a person would", () => {
  const names = ["stage 10", "stage 9", "Stage 1"];
  assert.deepEqual(sortRows(names, (name) => name, false), ["Stage 1", "stage 9", "stage 10"]);
});

test("sorting leaves the rows alone", () => {
  const before = [...rows];
  sortRows(rows, (row) => row.name, false);
  assert.deepEqual(rows, before);
});

test("a filter wants every word", () => {
  assert.ok(matches("11.0 Join of orders", "join 11"));
  assert.ok(!matches("11.0 Join of orders", "join customers"));
});
