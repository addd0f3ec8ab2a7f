// What the page's policy forbids, and what types are for, is not written either.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

declare const WEB_FOLDER: string;

const FORBIDDEN: readonly [RegExp, string][] = [
  [/(:|<|\bas|\|)\s*any\b|\bany\[\]/, "any"],
  [/@ts-(ignore|nocheck|expect-error)/, "a switched off check"],
  [/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser/, "markup made of text"],
  [/\beval\(|new Function\(/, "code made of text"],
  [/\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\(/, "a request"],
  [/https?:\/\//, "an address"],
];

test("web/src keeps its rules", () => {
  const folder = join(WEB_FOLDER, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|css)$/.test(name) && !name.endsWith("source_rules.test.ts"));
  assert.ok(files.length > 20);
  for (const name of files) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const [pattern, what] of FORBIDDEN) assert.doesNotMatch(text, pattern, `${name}: ${what}`);
    assert.ok(text.split("\n").length < 600, `${name} is long`);
  }
});
