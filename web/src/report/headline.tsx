import type { PageData } from "../data/page_data.ts";

const MARKS = { finished: "✔ finished", failed: "✖ failed", unfinished: "◐ unfinished" } as const;

export function HeadlineView({ data }: { data: PageData }) {
  const { headline } = data;
  return (
    <header class="headline">
      <div class="line"><h1>{headline.name}</h1><span class="dim">{headline.id}</span></div>
      <p class="facts">
        {headline.hasFailedJobs && headline.state === "finished"
          ? <span class="costs">▲ finished</span>
          : <span class={`state ${headline.state}`}>{MARKS[headline.state]}</span>}
        <strong>{headline.duration}</strong>
        {headline.cores !== undefined && <span>{headline.cores}</span>}
        <span>{headline.work}</span>
        {headline.failures !== undefined && <span class="state failed">{headline.failures}</span>}
      </p>
      {headline.failedWork.map((line) => <p key={line} class="state failed">{line}</p>)}
      <div class="line">
        <span class="dim">{headline.surroundings}</span>
        {headline.isComplete
          ? <span class="dim">{headline.logState}</span>
          : <a class="costs" href="#not-seen">{headline.logState}</a>}
      </div>
    </header>
  );
}
