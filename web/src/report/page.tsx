// The page: sections in the order in which one reads a report, and the keys that lead through them.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { PageData } from "../data/page_data.ts";
import { formatCoreTime, formatDuration, shareOf } from "../data/quantity.ts";
import { HelpDialog, type KeyHelp } from "../parts/help_dialog.tsx";
import { queryAnchor, stageAnchor } from "../parts/links.tsx";
import { StackedBar } from "../parts/stacked_bar.tsx";
import { ThemeButton } from "../parts/theme_button.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { Findings } from "./findings.tsx";
import { HeadlineView } from "./headline.tsx";
import { NotSeen, WorkGroups } from "./others.tsx";
import { Queries } from "./queries.tsx";
import { Section } from "./section.tsx";
import { Stages } from "./stages.tsx";

const KEYS: readonly KeyHelp[] = [
  { keys: "j k", does: "next, previous finding" },
  { keys: "f l s q", does: "findings, timeline, stages, queries" },
  { keys: "/", does: "filter the table that is next" },
  { keys: "↑ ↓ Enter", does: "in a table: from row to row; open it" },
  { keys: "← →", does: "in the timeline: move the cursor (Shift: further)" },
  { keys: "+ - 0", does: "in the timeline: zoom, show all" },
  { keys: "t", does: "light, dark, or as the system has it" },
  { keys: "?", does: "this list" },
];

const SECTIONS: Record<string, string> = { f: "findings", l: "timeline", s: "stages", q: "queries" };

function goTo(element: HTMLElement | null | undefined) {
  element?.scrollIntoView({ block: "start" });
  element?.focus({ preventScroll: true });
}

function goToFinding(step: number) {
  const cards = [...document.querySelectorAll<HTMLElement>("article.finding")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  goTo(cards[Math.min(Math.max(at < 0 ? 0 : at + step, 0), cards.length - 1)]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function goToFilter() {
  const filters = [...document.querySelectorAll<HTMLElement>("[data-filter]")];
  goTo(filters.find((filter) => filter.getBoundingClientRect().bottom > 0) ?? filters[0]);
}

function useKeys(help: () => void) {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      const section = SECTIONS[event.key];
      if (section !== undefined) goTo(document.getElementById(section));
      else if (event.key === "j") goToFinding(1);
      else if (event.key === "k") goToFinding(-1);
      else if (event.key === "/") goToFilter();
      else if (event.key === "t") document.querySelector<HTMLElement>("[data-theme-button]")?.click();
      else if (event.key === "?") help();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [help]);
}

// Rows that are open; the one that the address names is, and the page is there.
function useOpenRows(known: ReadonlySet<string>) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set<string>());
  const [target, setTarget] = useState("");
  useEffect(() => {
    const follow = () => {
      const anchor = decodeURIComponent(location.hash.slice(1));
      if (!known.has(anchor)) return;
      setOpen((now) => new Set([...now, anchor]));
      setTarget(anchor);
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [known]);
  useEffect(() => {
    if (target === "") return;
    const row = document.getElementById(target);
    row?.scrollIntoView({ block: "start" });
    row?.querySelector<HTMLElement>("[data-row]")?.focus({ preventScroll: true });
    setTarget("");
  }, [target]);
  const toggle = (anchor: string) => setOpen((now) => {
    const next = new Set(now);
    if (!next.delete(anchor)) next.add(anchor);
    return next;
  });
  return { open, toggle };
}

// Paper cannot be clicked: what is folded up is unfolded for it.
function usePrinting() {
  useEffect(() => {
    const unfold = () => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    };
    addEventListener("beforeprint", unfold);
    return () => removeEventListener("beforeprint", unfold);
  }, []);
}

export function Page({ data }: { data: PageData }) {
  const known = useMemo(() => new Set([
    ...data.stages.rows.map((stage) => stageAnchor(stage.stage)),
    ...data.queries.rows.map((query) => queryAnchor(query.sql)),
  ]), [data]);
  const [chosenPart, choosePart] = useState<string>();
  const dialog = useRef<HTMLDialogElement>(null);
  const help = useMemo(() => () => dialog.current?.showModal(), []);
  const rows = useOpenRows(known);
  useKeys(help);
  usePrinting();
  return (
    <>
      <a class="skip" href="#findings">go to the findings</a>
      <nav class="screen-only" aria-label="sections">
        <span class="brand">dataflint</span>
        <a href="#findings">findings</a>
        <a href="#timeline">timeline</a>
        {data.stages.total > 0 && <a href="#stages">stages</a>}
        {data.queries.total > 0 && <a href="#queries">queries</a>}
        {data.notSeen.length > 0 && <a href="#not-seen">not seen</a>}
        <span class="space" />
        <ThemeButton />
        <button type="button" onClick={help} title="keys (?)">? keys</button>
      </nav>
      <main>
        <HeadlineView data={data} />
        <div class="two-bars">
          {data.wallTime.total > 0 && (
            <Section id="wall-time" title="where the time went" note={formatDuration(data.wallTime.total)}>
              <StackedBar name="where the time went" split={data.wallTime} format={formatDuration}
                formatPart={formatDuration} chosen={chosenPart} choose={choosePart} />
            </Section>
          )}
          {data.coreTime.total > 0 && (
            <Section id="core-time" title="where the cores went" note={formatCoreTime(data.coreTime.total)}>
              <StackedBar name="where the cores went" split={data.coreTime} format={formatCoreTime}
                formatPart={(value) => shareOf(value, data.coreTime.total)} />
            </Section>
          )}
        </div>
        <Findings data={data} known={known} />
        {data.length > 0 && (
          <Section id="timeline" title="timeline" note={formatDuration(data.length)}>
            <Timeline data={data} known={known} chosenPart={chosenPart} />
          </Section>
        )}
        <Stages data={data} known={known} open={rows.open} toggle={rows.toggle} />
        <Queries data={data} known={known} open={rows.open} toggle={rows.toggle} />
        <WorkGroups data={data} />
        <NotSeen data={data} />
      </main>
      <footer class="dim">
        Made by dataflint {data.version}{data.log !== "" && ` from ${data.log}`}; this file asks nobody for anything.
        What its words mean: dataflint help report
      </footer>
      <HelpDialog dialog={dialog} keys={KEYS} />
    </>
  );
}
