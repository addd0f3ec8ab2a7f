import assert from "node:assert/strict";
import { test } from "node:test";

import { piecesOf } from "./plan_tree.tsx";

const node = (name: string, core = 0) => ({ name, core });

test("nodes without figures fold up, and none gets lost", () => {
  const lines = [node("Sort", 5), node("A"), node("B"), node("Scan", 1), node("C")];
  const pieces = piecesOf(lines, true);
  assert.deepEqual(pieces.map((piece) => piece.line?.name ?? piece.folded), ["Sort", 2, "Scan", 1]);
  assert.equal(piecesOf(lines, false).length, lines.length);
});
