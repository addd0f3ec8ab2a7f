// One bar of several parts with its legend. Each part has a letter in the bar and in the legend, so
// that colour alone tells nothing; what is idle is hatched.

import { Fragment } from "preact";

import type { PartGroup, Split } from "../data/page_data.ts";
import { shareOf } from "../data/quantity.ts";

export interface KeyedPart {
  key: string;
  id: string;
  words: string;
  value: number;
}

export function keyedParts(split: Split): KeyedPart[] {
  return split.groups
    .flatMap((group) => group.parts)
    .filter((part) => part.value > 0)
    .map((part, i) => ({ ...part, key: String.fromCharCode("a".charCodeAt(0) + i) }));
}

interface StackedBarProps {
  name: string;
  split: Split;
  format: (value: number) => string;
  formatPart: (value: number) => string; // of a part inside a group
  chosen?: string | undefined;
  choose?: (part: string | undefined) => void;
}

interface SwatchProps {
  part: KeyedPart;
}

function Swatch({ part }: SwatchProps) {
  return <span class={`swatch fill-${part.id}`} aria-hidden="true">{part.key}</span>;
}

interface PartLabelProps extends SwatchProps {
  amount: string;
  chosen: boolean;
  choose: ((part: string | undefined) => void) | undefined;
}

function PartLabel({ part, amount, chosen, choose }: PartLabelProps) {
  const text = <><Swatch part={part} /> {part.words} {amount}</>;
  if (!choose) return <span class="part">{text}</span>;
  return (
    <button type="button" class="part" aria-pressed={chosen} title="show it in the timeline"
      onClick={() => choose(chosen ? undefined : part.id)}>
      {text}
    </button>
  );
}

export function StackedBar({ name, split, format, formatPart, chosen, choose }: StackedBarProps) {
  const parts = keyedParts(split);
  const partsOf = (group: PartGroup) => parts.filter((part) => group.parts.some((other) => other.id === part.id));
  const groups = split.groups
    .map((group) => ({ group, parts: partsOf(group), sum: group.parts.reduce((sum, part) => sum + part.value, 0) }))
    .filter(({ sum }) => sum > 0);
  const label = (part: KeyedPart, amount: string) => (
    <PartLabel key={part.id} part={part} amount={amount} chosen={chosen === part.id} choose={choose} />
  );
  return (
    <figure class="stacked">
      <div class="bar" role="img" aria-label={`${name}: ${groups.map(({ group, sum }) =>
        `${group.words} ${shareOf(sum, split.total)}`).join(", ")}`}>
        {parts.map((part) => (
          <div key={part.id} class={`fill-${part.id}${chosen && chosen !== part.id ? " faded" : ""}`}
            style={{ flexGrow: String(part.value) }}
            title={`${part.words}: ${format(part.value)}, ${shareOf(part.value, split.total)}`}>
            {part.value / split.total > 0.012 ? part.key : ""}
          </div>
        ))}
      </div>
      <table class="legend">
        <caption class="hidden-text">{name}</caption>
        <thead class="hidden-text">
          <tr><th scope="col">part</th><th scope="col">time</th><th scope="col">share</th><td /></tr>
        </thead>
        <tbody>
          {groups.map(({ group, parts: own, sum }) => (
            <Fragment key={group.words}>
              <tr>
                <th scope="row">
                  {group.parts.length === 1 && own[0] ? label({ ...own[0], words: group.words }, "") : group.words}
                </th>
                <td class="number">{format(sum)}</td>
                <td class="number">{shareOf(sum, split.total)}</td>
                <td />
              </tr>
              {group.parts.length > 1 && (
                <tr><td class="parts" colSpan={4}>{own.map((part) => label(part, formatPart(part.value)))}</td></tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
