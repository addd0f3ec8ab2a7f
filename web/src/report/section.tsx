import type { ComponentChildren } from "preact";

interface SectionProps {
  id: string;
  title: string;
  note?: string | undefined; // at the right
  children: ComponentChildren;
}

export function Section({ id, title, note, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} tabIndex={-1}>
      <header class="section"><h2 id={`${id}-title`}>{title}</h2>{note !== undefined && <span class="dim">{note}</span>}</header>
      {children}
    </section>
  );
}
