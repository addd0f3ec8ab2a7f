// A table that sorts by any column, opens rows for more, and shows long lists piece by piece.
//
// Keys: Tab reaches the headers and the rows' buttons; Enter and Space press them; the arrows go from
// row to row, Home and End to the first and the last.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { formatCount } from "../data/quantity.ts";
import { matches, sortRows, type SortState, type SortValue } from "../data/table_order.ts";

export interface Column<Row> {
  key: string;
  label: string;
  meaning?: string; // of the label, for who does not know it
  kind: "text" | "number" | "id";
  value: (row: Row) => SortValue; // to sort by
  show?: (row: Row) => ComponentChildren;
  keep?: boolean; // also when no row has anything in it
}

interface DataTableProps<Row> {
  name: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  anchor: (row: Row) => string;
  text: (row: Row) => string; // to filter by
  matters: (row: Row) => boolean; // shown from the beginning
  left: number; // rows that the page does not have
  leftAre: string; // where these are
  detail?: (row: Row) => ComponentChildren | undefined;
  open: ReadonlySet<string>; // anchors
  toggle: (anchor: string) => void;
}

const PIECE = 100;
const FEW = 12; // no filter below that

function moveFocus(event: KeyboardEvent) {
  const target = event.target;
  if (!(target instanceof HTMLElement) || !target.matches("[data-row]")) return;
  const all = [...(target.closest("table")?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = all.indexOf(target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to]?.focus();
}

function Header<Row>({ column, sort, by }: { column: Column<Row>; sort: SortState | undefined; by: (key: string) => void }) {
  const direction = sort?.key === column.key ? (sort.descending ? "descending" : "ascending") : "none";
  return (
    <th scope="col" class={column.kind} aria-sort={direction}>
      <button type="button" title={column.meaning} onClick={() => by(column.key)}>
        {column.label}<span class="direction" aria-hidden="true">
          {direction === "none" ? "" : direction === "descending" ? " ↓" : " ↑"}
        </span>
      </button>
    </th>
  );
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, columns, anchor, open } = props;
  const [sort, setSort] = useState<SortState>();
  const [filter, setFilter] = useState("");
  const [limit, setLimit] = useState(0); // 0: what matters
  const shownColumns = columns.filter((column) => column.keep || rows.some((row) => Boolean(column.value(row))));
  const by = (key: string) => setSort((now) => {
    const numeric = columns.find((column) => column.key === key)?.kind !== "text";
    if (now?.key !== key) return { key, descending: numeric };
    return now.descending === numeric ? { key, descending: !numeric } : undefined;
  });

  const found = filter.trim() === "" ? rows : rows.filter((row) => matches(props.text(row), filter.trim()));
  const column = columns.find((candidate) => candidate.key === sort?.key);
  const ordered = column && sort ? sortRows(found, column.value, sort.descending) : found;
  const everything = limit > 0 || filter.trim() !== "";
  const shown = ordered.filter((row, i) =>
    (everything ? i < Math.max(limit, PIECE) : props.matters(row)) || open.has(anchor(row)));
  const more = ordered.length - shown.length;

  return (
    <div class="data-table">
      {rows.length > FEW && (
        <div class="tools screen-only">
          <label>filter <input type="search" value={filter} data-filter
            onInput={(event) => setFilter(event.currentTarget.value)} /></label>
          <span role="status">{filter.trim() === "" ? "" : `${formatCount(found.length)} of ${formatCount(rows.length)}`}</span>
        </div>
      )}
      <table onKeyDown={moveFocus}>
        <caption class="hidden-text">{props.name}</caption>
        <thead><tr>{shownColumns.map((one) => <Header key={one.key} column={one} sort={sort} by={by} />)}</tr></thead>
        <tbody>
          {shown.map((row) => <TableRow key={anchor(row)} row={row} columns={shownColumns} table={props} />)}
        </tbody>
      </table>
      <div class="more">
        {more > 0 && (
          <button type="button" class="screen-only" onClick={() => setLimit(Math.max(limit, everything ? PIECE : 0) + PIECE)}>
            show {more > PIECE ? `${PIECE} of ${formatCount(more)} more` : `${formatCount(more)} more`}
          </button>
        )}
        {limit > 0 && <button type="button" class="screen-only" onClick={() => setLimit(0)}>show only what matters</button>}
        {props.left > 0 && <p class="dim">{formatCount(props.left)} more are not in this file: {props.leftAre}</p>}
      </div>
    </div>
  );
}

interface TableRowProps<Row> {
  row: Row;
  columns: readonly Column<Row>[];
  table: DataTableProps<Row>;
}

function TableRow<Row>({ row, columns, table }: TableRowProps<Row>) {
  const anchor = table.anchor(row);
  const isOpen = table.open.has(anchor);
  const detail = isOpen ? table.detail?.(row) : undefined;
  const show = (column: Column<Row>) => column.show?.(row) ?? column.value(row);
  const [first, ...others] = columns;
  return (
    <>
      <tr id={anchor} class={isOpen ? "open" : undefined}>
        <th scope="row" class={first?.kind}>
          {table.detail
            ? <button type="button" data-row aria-expanded={isOpen} onClick={() => table.toggle(anchor)}>
                <span class="triangle" aria-hidden="true">{isOpen ? "▾" : "▸"}</span>{first && show(first)}
              </button>
            : first && show(first)}
        </th>
        {others.map((column) => <td key={column.key} class={column.kind}>{show(column)}</td>)}
      </tr>
      {detail !== undefined && <tr class="detail"><td colSpan={columns.length}>{detail}</td></tr>}
    </>
  );
}
