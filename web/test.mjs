// Runs every *.test.ts of web/src in Node: esbuild makes JavaScript of them first.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const tests = readdirSync(join(here, "src"), { recursive: true }).filter((name) => /\.test\.tsx?$/.test(name)).sort();
const folder = mkdtempSync(join(tmpdir(), "dataflint-web-"));
try {
  const names = tests.map((name) => name.replaceAll("/", "-").replace(/\.tsx?$/, ""));
  await build({
    absWorkingDir: here,
    entryPoints: Object.fromEntries(tests.map((name, i) => [names[i], join("src", name)])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { WEB_FOLDER: JSON.stringify(here) },
    logLevel: "warning",
  });
  const files = names.map((name) => join(folder, `${name}.mjs`));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
