// Links between the parts of a page: every stage, query and section has an address of its own.

import type { ComponentChildren } from "preact";

export const stageAnchor = (stage: string) => `stage-${stage}`;
export const queryAnchor = (sql: number) => `query-${sql}`;

interface LinkProps {
  known: ReadonlySet<string>; // anchors of this page
  anchor: string;
  children: ComponentChildren;
}

// Plain text where the page has no such place.
export function AnchorLink({ known, anchor, children }: LinkProps) {
  return known.has(anchor) ? <a href={`#${anchor}`}>{children}</a> : <span>{children}</span>;
}
