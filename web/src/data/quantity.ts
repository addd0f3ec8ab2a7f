// How quantities read: letter for letter what src/base/quantity.h gives, for both say the same
// figures. tests/data/quantities.tsv holds the two together.

import type { Unit } from "./page_data.ts";

const NARROW_SPACE = "\u202f";

function signed(value: number, format: (magnitude: number) => string): string {
  return (value < 0 ? "-" : "") + format(Math.abs(value));
}

// `value` rounded to tenths while it is below 100, to the whole above.
function rounded(value: number): string {
  if (value < 99.95) return String(Math.round(value * 10) / 10);
  return formatCount(Math.round(value));
}

const TIME_UNITS = [[86_400, "d"], [3_600, "h"], [60, "m"], [1, "s"]] as const;

// Seconds in their two largest units, rounded to the second one before they are split.
function twoUnits(exact: number): string {
  let first = 0;
  while (first < 2 && exact < TIME_UNITS[first]![0]) ++first;
  const smallest = TIME_UNITS[first + 1]![0];
  const seconds = Math.floor((exact + Math.floor(smallest / 2)) / smallest) * smallest;
  if (first > 0 && seconds >= TIME_UNITS[first - 1]![0]) --first;
  const [large, sign] = TIME_UNITS[first]!;
  const [small, smallSign] = TIME_UNITS[first + 1]!;
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${sign}` + (rest > 0 ? ` ${rest} ${smallSign}` : "");
}

export function formatDuration(milliseconds: number): string {
  return signed(milliseconds, (ms) => {
    if (ms < 1000) return `${Math.trunc(ms)} ms`;
    if (ms < 59_950) return `${Math.floor((ms + 50) / 100) / 10} s`;
    return twoUnits(Math.floor(ms / 1000) + (ms % 1000 >= 500 ? 1 : 0));
  });
}

export function formatCoreTime(coreMilliseconds: number): string {
  return signed(coreMilliseconds, (ms) => {
    if (ms < 1000) return `${Math.trunc(ms)} core-ms`;
    if (ms < 60_000) return `${rounded(ms / 1e3)} core-s`;
    if (ms < 3_600_000) return `${rounded(ms / 6e4)} core-m`;
    return `${rounded(ms / 3.6e6)} core-h`;
  });
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

export function formatBytes(bytes: number): string {
  return signed(bytes, (magnitude) => {
    if (magnitude < 1024) return `${Math.trunc(magnitude)} B`;
    let value = magnitude;
    let unit = 0;
    while (value >= 1023.5 && unit + 1 < BYTE_UNITS.length) {
      value /= 1024;
      ++unit;
    }
    return `${rounded(value)} ${BYTE_UNITS[unit]}`;
  });
}

export function formatCount(count: number): string {
  return signed(count, (magnitude) =>
    String(Math.trunc(magnitude)).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE));
}

export function formatCountOf(count: number, singular: string, plural: string): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return "?";
  const percent = Math.abs(share) * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.05) return "< 0.1 %";
  const text = percent < 9.95 ? String(Math.round(percent * 10) / 10) : formatCount(Math.round(percent));
  return `${share < 0 ? "-" : ""}${text} %`;
}

export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return "?";
  return signed(ratio, (magnitude) => {
    if (magnitude >= 9.95) return `${formatCount(Math.round(magnitude))}×`;
    const unit = magnitude >= 2 ? 10 : 100;
    return `${Math.round(magnitude * unit) / unit}×`;
  });
}

// `part` of `whole` in percent; empty where there is no whole.
export function shareOf(part: number, whole: number): string {
  return whole > 0 ? formatPercent(part / whole) : "";
}

// A value of a finding's evidence, in its unit.
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "ms":
      return formatDuration(value);
    case "core-ms":
      return formatCoreTime(value);
    case "bytes":
      return formatBytes(value);
    case "share":
      return formatPercent(value);
    case "ratio":
      return formatRatio(value);
    case "count":
      return formatCount(value);
    case "":
      return String(Math.round(value * 100) / 100);
  }
}

// "22:00:11" of a moment, UTC.
export function formatTimeOfDay(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(11, 19);
}
