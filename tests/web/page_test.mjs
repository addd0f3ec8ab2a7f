// The HTML report in a real browser: that it asks for nothing, says what the report of text says, shows
// hostile names as text, can be used from the keyboard, read in light and dark, and printed.
//
// Needs a Chromium (browser.mjs finds one); without, it says so and ends with 77.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Browser, findBrowser } from "./browser.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.DATAFLINT ?? join(root, "build/dataflint");
const logs = join(root, "tests/data/logs");
const demo = join(logs, "demo.zstd");
const axe = readFileSync(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8");

const browserProgram = findBrowser();
if (browserProgram === undefined) {
  console.log("SKIPPED: no browser here; install chromium-headless-shell, or name one in DATAFLINT_BROWSER");
  process.exit(77);
}

const scratch = mkdtempSync(join(tmpdir(), "dataflint-page-"));
let browser;
before(() => { browser = new Browser(browserProgram); });
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

function dataflint(args, input = undefined) {
  const ran = spawnSync(program, ["analyze", "-q", ...args], { cwd: root, input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(ran.status === 0 || ran.status === 8, ran.stderr);
  return ran.stdout;
}

let pages = 0;
function pageFile(log, input) {
  const file = join(scratch, `${pages++}.html`);
  writeFileSync(file, dataflint([log, "-o", "html"], input));
  return file;
}

async function withPage(file, options, use) {
  const page = await browser.open(pathToFileURL(file).href, options);
  try {
    await use(page);
    assert.deepEqual(page.requests, [pathToFileURL(file).href]);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.close();
  }
}

const demoPage = pageFile(demo);
const OPEN_ALL = `for (const row of document.querySelectorAll("[data-row][aria-expanded=false]")) row.click();
  for (const details of document.querySelectorAll("details")) details.open = true;`;

test("the page says what the report of text says", async () => {
  const lines = dataflint([demo, "--width", "120"]).split("\n");
  const report = JSON.parse(dataflint([demo, "-o", "json"]));
  await withPage(demoPage, {}, async (page) => {
    assert.equal(await page.text("h1"), report.application.name);
    const facts = await page.value("[...document.querySelectorAll('.headline .facts > *')].map((e) => e.innerText).join('   ')");
    assert.equal(facts, lines[1]);
    const titles = await page.value("[...document.querySelectorAll('article.finding h3')].map((e) => e.innerText.replace(/^\\d+\\s*/, ''))");
    assert.deepEqual(titles, report.findings.map((finding) => finding.title));
    // The first stages of the table, figure by figure as the text has them.
    const row = await page.value("[...document.querySelector('#stages tbody tr').cells].map((e) => e.innerText.trim())");
    const text = lines.find((line) => line.startsWith(`   ${row[0].replace(/^\S\s*/, "")} `));
    for (const figure of row.slice(4, 9)) assert.ok(text.includes(figure), `${figure} in ${text}`);
  });
});

test("bars are as long as their parts", async () => {
  await withPage(demoPage, {}, async (page) => {
    const shares = await page.value(`(() => {
      const data = JSON.parse(document.getElementById("report").textContent);
      const bar = document.querySelector("#wall-time .bar");
      const parts = data.wallTime.groups.flatMap((group) => group.parts).filter((part) => part.value > 0);
      return parts.map((part, i) => [part.value / data.wallTime.total, bar.children[i].offsetWidth / bar.offsetWidth]);
    })()`);
    for (const [wanted, shown] of shares) assert.ok(Math.abs(wanted - shown) < 0.02, `${wanted} is drawn as ${shown}`);
  });
});

test("every kind of log is drawn without a problem", async () => {
  for (const log of ["4.3.0/failed-tasks.zstd", "4.3.0/streaming.zstd", "4.3.0/dynamic-allocation.zstd", "3.3.4/sql-aqe.zstd",
    "4.3.0/killed-driver.zstd.inprogress", "4.3.0/storage.zstd", "4.3.0/failing-sql.zstd"]) {
    await withPage(pageFile(join(logs, log)), {}, async (page) => {
      await page.value(OPEN_ALL);
      assert.ok((await page.text("#wall-time")).includes("executing tasks"), log);
    });
  }
});

test("hostile names are text and nothing else", async () => {
  const name = "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 1'><b>bold</b>";
  let log = readFileSync(join(logs, "4.3.0/codec-none.json"), "utf8");
  for (const field of ["App Name", "Stage Name", "description", "spark.job.description", "nodeName", "Host"]) {
    log = log.replaceAll(new RegExp(`"${field}":"(?:[^"\\\\]|\\\\.)*"`, "g"), () => `"${field}":${JSON.stringify(name)}`);
  }
  await withPage(pageFile("-", log), {}, async (page) => {
    await page.value(OPEN_ALL);
    assert.equal(await page.text("h1"), name);
    assert.equal(await page.value("window.hit"), undefined);
    assert.equal(await page.value("document.querySelectorAll('img, b, script:not(body > script)').length"), 0);
    assert.ok((await page.text("#queries")).includes("<b>bold</b>"));
  });
});

test("the policy holds: what an attacker could add does not run", async () => {
  const page = await browser.open(pathToFileURL(demoPage).href);
  await assert.rejects(page.value("document.body.innerHTML = '<p>'"), /TrustedHTML/);
  await assert.rejects(page.value("document.body.setAttribute('onclick', 'window.hit = 1')"), /TrustedScript/);
  await assert.rejects(page.value("document.createElement('script').text = 'window.hit = 1'"), /TrustedScript/);
  await page.value("document.body.append(new Image())");
  await page.value("document.images[0].src = 'x.png'");
  await page.value("new Promise((done) => setTimeout(done, 100))");
  assert.match(page.problems.join("\n"), /x\.png.* violates .*img-src/);
  assert.equal(await page.value("fetch('data:,x').then(() => 'fetched', () => 'refused')"), "refused");
  await page.close();
});

test("the keyboard is enough", async () => {
  await withPage(demoPage, {}, async (page) => {
    const at = (what) => page.until(`[document.activeElement.getAttribute("href"), document.activeElement.id].includes("${what}")`);
    const openStages = (count) => page.until(`document.querySelectorAll("#stages tr.detail").length === ${count}`);
    await page.press("Tab");
    await at("#findings");  // the link that skips the navigation
    await page.press("j");
    await at("finding-1");
    await page.press("j");
    await at("finding-2");
    await page.press("k");
    await at("finding-1");
    await page.press("j");  // the first one is about a plan, the second about a stage
    await page.press("Tab");
    await at("#stage-11.0");
    await page.press("Enter");
    await page.until("document.activeElement.closest('tr')?.id === 'stage-11.0'");
    assert.equal(await page.value("document.activeElement.getAttribute('aria-expanded')"), "true");
    assert.ok((await page.text("#stages tr.detail")).includes("tasks over 1.5 times the median"));
    await page.press("ArrowDown");
    await page.until("document.activeElement.closest('tr')?.id !== 'stage-11.0'");
    await page.press("Enter");
    await openStages(2);
    await page.press("Enter");
    await openStages(1);
    await page.press("/");
    await page.until("document.activeElement.type === 'search'");
  });
});

test("keys of the timeline, the help and the theme", async () => {
  await withPage(demoPage, {}, async (page) => {
    await page.value("document.querySelector('[role=slider]').focus()");
    const momentIs = (pattern) => page.until(`${pattern}.test(document.querySelector("[role=slider]").getAttribute("aria-valuetext"))`);
    await page.press("ArrowRight", { shift: true });
    await momentIs(/^6\.3 s .*path: start-up/);
    for (let i = 0; i < 8; ++i) await page.press("ArrowRight", { shift: true });
    await momentIs(/^56\.\d s .*path: stage .* of 4 cores busy/);
    const bars = await page.value("document.querySelectorAll('.lane-bar').length");
    for (let i = 0; i < 4; ++i) await page.press("+");
    await page.until(`document.querySelectorAll(".lane-bar").length < ${bars}`);
    await page.press("0");
    await page.until(`document.querySelectorAll(".lane-bar").length === ${bars}`);
    await page.press("Enter");
    await page.until("location.hash.startsWith('#stage-')");
    await page.press("?");
    await page.until("document.querySelector('dialog').open");
    await page.press("Escape");
    await page.until("!document.querySelector('dialog').open");
    const paper = "getComputedStyle(document.body).backgroundColor";
    const light = await page.value(paper);
    await page.press("t");
    await page.until("document.documentElement.dataset.theme === 'light'");
    assert.equal(await page.value(paper), light);
    await page.press("t");
    await page.until(`${paper} !== "${light}"`);
  });
});

test("a table sorts and filters", async () => {
  await withPage(demoPage, {}, async (page) => {
    const header = "[...document.querySelectorAll('#stages thead th')].find((th) => th.innerText.trim().startsWith('tail'))";
    await page.value(`${header}.querySelector("button").click()`);
    await page.until(`${header}.getAttribute("aria-sort") === "descending"`);
    assert.equal(await page.value("document.querySelector('#stages tbody tr').id"), "stage-11.0");
    await page.value(`{ const box = document.querySelector("#stages [data-filter]"); box.value = "window day";
      box.dispatchEvent(new Event("input", { bubbles: true })); }`);
    await page.until(`[...document.querySelectorAll("#stages tbody tr")].every((row) => row.innerText.includes("window"))`);
    assert.equal(await page.value("document.querySelectorAll('#stages tbody tr').length"), 2);
  });
});

test("a change is copied exactly", async () => {
  await withPage(demoPage, {}, async (page) => {
    await page.send("Browser.grantPermissions", { permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    await page.send("Page.bringToFront");
    const copied = await page.value(`(async () => {
      const button = document.querySelector(".copy");
      let text;
      navigator.clipboard.writeText = async (given) => { text = given; };
      button.click();
      await new Promise((done) => setTimeout(done, 50));
      return [text, button.innerText, document.querySelector(".change code").innerText];
    })()`);
    assert.equal(copied[0], copied[2]);
    assert.match(copied[1], /copied/);
  });
});

test("everybody can read it: names, roles, contrast, in light and dark", async () => {
  for (const dark of [false, true]) {
    await withPage(demoPage, { dark }, async (page) => {
      await page.value(`document.querySelector("#queries [data-row]").click(); ${OPEN_ALL}`);
      await page.value(axe);
      const violations = await page.value(`axe.run(document, { resultTypes: ["violations"] }).then((found) =>
        found.violations.map((one) => one.id + ": " + one.nodes.slice(0, 3).map((node) =>
          node.target.join(" ") + " " + node.any.map((check) => check.message).join("; ")).join(" | ")))`);
      assert.deepEqual(violations, [], dark ? "dark" : "light");
    });
  }
});

test("nothing scrolls sideways at 1024 pixels", async () => {
  for (const log of [demo, join(logs, "4.3.0/failed-tasks.zstd")]) {
    await withPage(pageFile(log), { width: 1024 }, async (page) => {
      await page.value(OPEN_ALL);
      const wide = await page.value(`[...document.querySelectorAll("main *")].filter((element) =>
        element.getBoundingClientRect().right > 1024 && !element.closest("svg")).map((element) =>
        element.tagName + "." + element.className + " " + element.innerText?.slice(0, 40))`);
      assert.deepEqual(wide, []);
      assert.ok(await page.value("document.documentElement.scrollWidth") <= 1024);
    });
  }
});

test("a narrow page does not scroll sideways, and its menu breaks between words", async () => {
  for (const width of [320, 375, 420, 500, 768]) {
    await withPage(demoPage, { width }, async (page) => {
      await page.value(OPEN_ALL);
      const wide = await page.value(`[...document.querySelectorAll("main *")].filter((element) =>
        element.getBoundingClientRect().right > ${width} && !element.closest("svg, .data-table")).map((element) =>
        element.tagName + "." + element.className + " " + element.innerText?.slice(0, 40))`);
      assert.deepEqual(wide, []);
      assert.ok(await page.value("document.documentElement.scrollWidth") <= width, String(width));
      const heights = await page.value(`[...document.querySelectorAll("nav a")].map((link) => link.getClientRects().length)`);
      assert.deepEqual(heights, heights.map(() => 1));
      const texts = await page.value(`[...document.querySelectorAll(".data-table td.text > span:not(.state)")].map((text) =>
        text.parentElement.getBoundingClientRect().width)`);
      assert.ok(Math.min(...texts) >= 150, `a column of texts is ${Math.min(...texts)} px wide`);
    });
  }
});

test("it prints: without what is for the screen, unfolded, on white", async () => {
  await withPage(demoPage, { dark: true }, async (page) => {
    await page.media({ print: true, dark: true });
    assert.equal(await page.value("getComputedStyle(document.querySelector('nav')).display"), "none");
    assert.equal(await page.value("getComputedStyle(document.querySelector('.copy')).display"), "none");
    assert.equal(await page.value("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
    await page.value("dispatchEvent(new Event('beforeprint'))");
    assert.equal(await page.value("document.querySelectorAll('details:not([open])').length"), 0);
    const pdf = await page.pdf();
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
    assert.ok(sheets >= 2 && sheets <= 8, `${sheets} sheets`);
  });
});
