// Bars with a beginning and an end, laid into rows so that none lies upon another.

export interface Interval {
  begin: number;
  end: number;
}

export interface Packed<Item> {
  rows: Item[][];
  hidden: number; // for which there was no row
}

// `items` come with what matters most first: that gets its place first, near the top.
export function packIntoRows<Item extends Interval>(items: readonly Item[], mostRows: number, gap: number): Packed<Item> {
  const rows: Item[][] = [];
  let hidden = 0;
  for (const item of items) {
    const free = rows.find((row) =>
      row.every((other) => item.begin >= other.end + gap || other.begin >= item.end + gap));
    if (free) {
      free.push(item);
    } else if (rows.length < mostRows) {
      rows.push([item]);
    } else {
      ++hidden;
    }
  }
  for (const row of rows) row.sort((a, b) => a.begin - b.begin);
  return { rows, hidden };
}

// Round steps for a time axis: at most `most` of them over `length` milliseconds.
const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5,
  144e5, 216e5, 432e5, 864e5, 1728e5, 6048e5,
] as const;

export function ticksOf(from: number, to: number, most: number): number[] {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? Math.ceil((to - from) / most);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to && step > 0; tick += step) ticks.push(tick);
  return ticks;
}
