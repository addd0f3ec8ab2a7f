// Order and choice of a table's rows.

export interface SortState {
  key: string;
  descending: boolean;
}

export type SortValue = string | number | undefined;

// A new array, stable; rows without a value come last in either direction.
export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => SortValue, descending: boolean): Row[] {
  const direction = descending ? -1 : 1;
  return rows
    .map((row, place) => ({ row, place, value: value(row) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return a.value === b.value ? a.place - b.place : a.value === undefined ? 1 : -1;
      }
      const order = typeof a.value === "number" && typeof b.value === "number"
        ? a.value - b.value
        : String(a.value).localeCompare(String(b.value), "en", { numeric: true });
      return order === 0 ? a.place - b.place : order * direction;
    })
    .map((entry) => entry.row);
}

// Every word of `filter` is in the text.
export function matches(text: string, filter: string): boolean {
  const lower = text.toLowerCase();
  return filter.toLowerCase().split(/\s+/).every((word) => lower.includes(word));
}
