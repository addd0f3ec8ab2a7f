// Makes the page's script and style, and the C++ file that holds them for src/cli/web_bundle.h.
//
//   node web/build.mjs OUTPUT.cc
//
// CMake runs it when a file of web/src/ has changed.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

async function bundled(entry) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [join("src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["chrome120", "firefox121", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
  });
  const text = result.outputFiles[0].text.trimEnd();
  // The text stands inside an element of this name.
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${entry}: the bundle would end its element early`);
  return text;
}

const hash = (text) => `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;

// A C++ string literal in pieces, as compilers limit the length of one.
function literal(text) {
  const escaped = (piece) => piece
    .replace(/[\\"]/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\?/g, "\\?")
    .replace(/[^\x20-\x7e]/gu, (character) =>
      [...Buffer.from(character, "utf8")].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""));
  const pieces = [];
  const characters = [...text];
  for (let i = 0; i < characters.length; i += 4000) {
    pieces.push(`    "${escaped(characters.slice(i, i + 4000).join(""))}"`);
  }
  return pieces.join("\n");
}

const [output] = process.argv.slice(2);
const script = await bundled("main.tsx");
const style = await bundled("style/page.css");
writeFileSync(output, `// Made by web/build.mjs; do not edit.
#include "cli/web_bundle.h"

namespace dataflint::cli {
namespace {

constexpr report::html::Bundle kBundle = {
    // script
${literal(script)},
    // style
${literal(style)},
    "${hash(script)}",
    "${hash(style)}"};

}  // namespace

const report::html::Bundle* WebBundle() { return &kBundle; }

}  // namespace dataflint::cli
`);
console.log(`web: script ${script.length} bytes, style ${style.length} bytes`);
