// The WebAssembly module says of every shipped log, whole or damaged, to the byte what the native program
// says, and keeps its memory.
//
//   node tests/wasm/analyze_test.mjs build/dataflint.wasm build/dataflint
//
// `make wasm` runs it. The logs are unpacked with the command `zstd`: the module takes decoded bytes.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { loadDataflint } from "../../src/wasm/dataflint.mjs";

const [moduleFile, nativeProgram] = process.argv.slice(2).map((path) => resolve(path));
const logs = join(dirname(fileURLToPath(import.meta.url)), "../data/logs");
const scratch = mkdtempSync(join(tmpdir(), "dataflint-wasm-"));
const wasmBytes = readFileSync(moduleFile);
after(() => rmSync(scratch, { recursive: true }));

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

const packedLogs = filesBelow(logs).filter((path) => /\.zstd(\.inprogress)?$/.test(path)).sort();
const isRolled = (path) => basename(path).startsWith("events_");
const demo = packedLogs.find((path) => basename(path) === "demo.zstd");
const unpacked = (path) => execFileSync("zstd", ["-dcq", path], { maxBuffer: 1 << 30 });

// `name` lies in the scratch folder, so that the report names no folder.
function nativeReport(name) {
  const ran = spawnSync(nativeProgram, ["analyze", name, "-o", "jsonl", "--full", "--quiet"],
    { cwd: scratch, encoding: "utf8", maxBuffer: 1 << 30 });
  const partial = 8;  // the report is there, and says what it lacks
  assert.ok(ran.status === 0 || ran.status === partial, `${name}: exit code ${ran.status}: ${ran.stderr}`);
  return ran.stdout.trimEnd();
}

// `parts`: [name, bytes] in order; `sizes` gives the sizes of the chunks, over and over.
function wasmReport(dataflint, parts, sizes = [1 << 20]) {
  const log = dataflint.open();
  for (const [name, bytes] of parts) {
    log.beginPart(name);
    for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]) {
      log.push(bytes.subarray(at, at + sizes[i % sizes.length]));
    }
  }
  const text = log.finishText({ full: true });
  log.close();
  return text;
}

// assert.equal would print both reports.
function assertSame(wasm, native, what) {
  if (wasm === native) return;
  let at = 0;
  while (wasm[at] === native[at]) ++at;
  const around = (text) => text.slice(Math.max(0, at - 80), at + 80);
  assert.fail(`${what}: reports differ at byte ${at}\n  wasm:   ${around(wasm)}\n  native: ${around(native)}`);
}

function compareBytes(dataflint, name, bytes, sizes) {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  assertSame(wasmReport(dataflint, [[name, bytes]], sizes), nativeReport(name), name);
  rmSync(path);
}

test("there are logs to compare", () => assert.ok(packedLogs.length >= 30, `${packedLogs.length} logs`));

test("every single-file log gives the native report", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  for (const path of packedLogs.filter((path) => !isRolled(path))) {
    const name = relative(logs, path).replaceAll("/", "-").replace(".zstd", "");
    compareBytes(dataflint, name, unpacked(path));
  }
  assert.ok(dataflint.memoryBytes() <= 32e6, `${dataflint.memoryBytes()} bytes for one small log after the other`);
});

test("a rolled log gives the native report", async () => {
  const rolled = packedLogs.filter(isRolled);
  const folder = dirname(rolled[0]);
  const target = join(scratch, basename(folder));
  mkdirSync(target);
  const parts = rolled.filter((path) => dirname(path) === folder).map((path) => {
    const name = basename(path).replace(".zstd", "");
    const bytes = unpacked(path);
    writeFileSync(join(target, name), bytes);
    return [name, bytes];
  });
  assert.ok(parts.length >= 3);
  const named = (name) => `"log":${JSON.stringify(name)}`;
  const native = nativeReport(basename(target));
  assert.ok(native.includes(named(basename(target))), "the folder names the log");
  const wasm = wasmReport(await loadDataflint(wasmBytes), parts);
  assertSame(wasm.replace(named(parts[0][0]), named(basename(target))), native, "rolled");
});

test("the sizes of the chunks do not matter", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  const bytes = unpacked(demo);
  for (const sizes of [[7], [1, 4095, 13, 65537], [3_000_001]]) compareBytes(dataflint, "chunks", bytes, sizes);
});

test("damaged logs give the native report", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  const bytes = unpacked(demo);
  const lines = bytes.toString("latin1").split("\n");
  const damaged = {
    cut: bytes.subarray(0, Math.floor(bytes.length * 0.6)),
    "cut-in-first-line": Buffer.concat([bytes.subarray(0, bytes.indexOf("\n") + 1), bytes.subarray(0, 50)]),
    "garbage-lines": Buffer.from(lines.flatMap((line, i) => (i % 50 ? [line] : ['{"Event":', "\xff\xfe\x00", line]))
      .join("\n"), "latin1"),
    "lines-missing": Buffer.from(lines.filter((_, i) => i % 7 !== 3).join("\n"), "latin1"),
    "nested-deeply": Buffer.concat([bytes, Buffer.from('{"Event":' + "[".repeat(1_000_000) + "\n")]),
  };
  for (const [name, log] of Object.entries(damaged)) compareBytes(dataflint, name, log, [100_003]);
});

// simdjson's scalar kernel, the only one for WebAssembly, finds no string that opens within a number: of the
// line {"Event":7Name"} it says that it names no event, the native kernels that it is no JSON. Either way the
// line is counted as lost, and all else is equal.
test("changed bytes lose the same lines", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  const bytes = unpacked(demo).map((byte, i) => (i % 9973 === 5000 ? byte ^ 0x15 : byte));
  writeFileSync(join(scratch, "changed"), bytes);
  const native = JSON.parse(nativeReport("changed"));
  const wasm = JSON.parse(wasmReport(dataflint, [["changed", bytes]]));
  const lost = (report) => report.notSeen.filter(({ issue }) => issue === "bad-json" || issue === "not-an-event")
    .reduce((sum, { count }) => sum + count, 0);
  assert.ok(lost(native) >= 10);
  assert.equal(lost(wasm), lost(native));
  for (const member of Object.keys(native).filter((name) => name !== "notSeen" && name !== "statistics")) {
    assert.deepEqual(wasm[member], native[member], member);
  }
});

test("a report on the way, and another log beside it", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  const bytes = unpacked(demo);
  const [followed, beside] = [dataflint.open(), dataflint.open()];
  followed.beginPart("demo");
  followed.push(bytes.subarray(0, 500_000));
  const early = followed.finish({ moreMayCome: true });
  beside.beginPart("demo");
  beside.push(bytes);
  followed.push(bytes.subarray(500_000));
  const [late, whole] = [followed.finish(), beside.finish()];
  assert.ok(early.application.tasks > 0 && early.application.tasks < whole.application.tasks);
  assert.deepEqual(late.application, whole.application);
  assert.deepEqual(late.figures, whole.figures);
  followed.close();
  beside.close();
});

test("a line of 400 MB is an issue, not memory", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  const log = dataflint.open();
  log.beginPart("bomb");
  const piece = new Uint8Array(1 << 20).fill("x".charCodeAt(0));
  for (let i = 0; i < 400; ++i) log.push(piece);
  const report = log.finish();
  log.close();
  assert.deepEqual(report.notSeen.map((entry) => entry.issue), ["line-too-long"]);
  assert.equal(report.statistics.bytes, 400 << 20);
  assert.ok(dataflint.memoryBytes() <= 256e6, `${dataflint.memoryBytes()} bytes of memory`);
});

test("how long it takes, for information", async () => {
  const dataflint = await loadDataflint(wasmBytes);
  const bytes = unpacked(demo);
  const took = [];
  for (let i = 0; i < 5; ++i) {
    const start = performance.now();
    wasmReport(dataflint, [["demo", bytes]]);
    took.push(performance.now() - start);
  }
  console.log(`wasm: ${(statSync(moduleFile).size / 1e6).toFixed(1)} MB module; ` +
    `${(bytes.length / 1e6).toFixed(1)} MB log to full report in ${Math.min(...took).toFixed(0)} ms (best of 5)`);
});
