// Tasks by duration, a row for each bin.

import { formatCount, formatDuration } from "../data/quantity.ts";

export function Histogram({ bins }: { bins: readonly [from: number, to: number, tasks: number][] }) {
  const most = Math.max(...bins.map(([, , tasks]) => tasks), 1);
  return (
    <table class="histogram">
      <caption>tasks by duration</caption>
      <thead class="hidden-text"><tr><th scope="col">duration</th><th scope="col">tasks</th><td /></tr></thead>
      <tbody>
        {bins.map(([from, to, tasks]) => (
          <tr key={from}>
            <th scope="row">{formatDuration(from)} – {formatDuration(to)}</th>
            <td class="number">{formatCount(tasks)}</td>
            <td class="share"><div style={{ width: `${(100 * tasks) / most}%`, minWidth: tasks > 0 ? "2px" : "0" }} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
