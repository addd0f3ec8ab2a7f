// Makes the pictures of the HTML report in docs/ anew, in a browser of this machine:
//
//   node scripts/page_pictures.mjs LOG
//
// LOG is a real Databricks log, which is not part of this repository.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Browser, findBrowser } from "../tests/web/browser.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "dataflint-pictures-"));
const report = join(folder, "report.html");
const ran = spawnSync(join(root, "build/dataflint"), ["analyze", "-q", process.argv[2], "-o", "html", "--output", report], { stdio: "inherit" });
if (ran.status !== 0 && ran.status !== 8) process.exit(1);

const browser = new Browser(findBrowser());
const page = await browser.open(pathToFileURL(report).href, { width: 1100, height: 800 });
writeFileSync(join(root, "docs/report-page.png"), await page.picture());
await page.media({ dark: true });
await page.value(`document.querySelector("#stages [data-row]").click(); document.getElementById("timeline").scrollIntoView();`);
await page.until("document.querySelector('#stages tr.detail')");
writeFileSync(join(root, "docs/report-timeline.png"), await page.picture());
await browser.close();
rmSync(folder, { recursive: true });
