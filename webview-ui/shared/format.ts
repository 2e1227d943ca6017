/** How figures are written everywhere in the webviews. Missing figures are an en dash. */

const missing = "–";
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 247577856 → "247,577,856". */
export function formatCount(value: number): string {
  return grouped.format(value);
}

const scales: [limit: number, suffix: string][] = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/** 247577856 → "247.6M"; below a thousand the number itself. */
export function formatCompact(value: number): string {
  for (const [limit, suffix] of scales) {
    // Half a unit of the last digit below the limit: 999,950 is "1.0M", not "1000.0k".
    if (Math.abs(value) >= limit * (1 - 5e-5)) return `${(value / limit).toFixed(1)}${suffix}`;
  }
  return formatCount(value);
}

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes in binary units: 2147483648 → "2.0 GiB". */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes == null) return missing;
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${byteUnits[power]}`;
}

/** Seconds as "4.2 s", "3m 04s" or "1h 02m". */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds)) return missing;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${String(whole % 60).padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}

/** A loss or a score: four decimals, fewer once it is large. */
export function formatFigure(value: number | null | undefined): string {
  if (value == null) return missing;
  if (Math.abs(value) >= 1000) return formatCompact(value);
  return value.toFixed(Math.abs(value) >= 100 ? 2 : 4);
}

/** A learning rate: 0.0005 → "5.00e-4". */
export function formatRate(value: number | null | undefined): string {
  if (value == null) return missing;
  return value === 0 ? "0" : value.toExponential(2);
}

/** 0 to 100, with enough digits that a small share is not shown as nothing. */
export function formatPercentage(percentage: number): string {
  if (percentage > 0 && percentage < 0.01) return "<0.01%";
  return `${percentage.toFixed(2)}%`;
}

/** A score in [0, 1] as points out of 100, as papers print ROUGE. */
export function formatPoints(score: number): string {
  return (100 * score).toFixed(1);
}

/** A difference of two scores in points, always with its sign. */
export function formatDifference(difference: number): string {
  const points = (100 * difference).toFixed(1);
  if (Number(points) === 0) return "0.0";
  return difference > 0 ? `+${points}` : points.replace("-", "−");
}
