/** How the displays write figures. */

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 247577856 → "247,577,856". */
export function groupDigits(value: number): string {
  return grouped.format(value);
}

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

/** 2147483648 → "2.0 GiB". */
export function bytesText(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${byteUnits[power]}`;
}

/** Seconds as "4.2 s", "3m 04s" or "1h 02m". */
export function durationText(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${String(whole % 60).padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}

/** A difference of two scores in percentage points with its sign: 0.0913 → "+9.13%". */
export function pointsText(difference: number): string {
  return `${difference < 0 ? "-" : "+"}${Math.abs(100 * difference).toFixed(2)}%`;
}
