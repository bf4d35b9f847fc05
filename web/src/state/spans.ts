/** Stretches of time in words. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: [number, string][] = [
  [365 * DAY, "year"],
  [30 * DAY, "month"],
  [DAY, "day"],
  [HOUR, "hour"],
  [MINUTE, "minute"],
  [1, "second"],
];

/** A stretch of seconds in its largest unit: `3 days`, `1.5 hours`, `40 seconds`. */
export function spanText(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [1, "second"];
  const digits = size >= HOUR && size !== DAY ? 1 : 0;
  const amount = Number((seconds / size).toFixed(digits));
  return new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(amount);
}
