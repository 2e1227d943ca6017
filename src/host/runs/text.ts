/** How runs are written in the tree, in hovers and in their pages. */
import type { RunRecord, RunState } from "../../runs/index.js";
import { l10n } from "../l10n.js";
import { type Figure, isScore } from "./figures.js";

export const stateNames: Record<RunState, string> = {
  running: l10n.t("running"),
  finished: l10n.t("finished"),
  interrupted: l10n.t("interrupted"),
  failed: l10n.t("failed"),
  died: l10n.t("died with its process"),
};

export function countText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

export function numberText(value: number): string {
  if (Number.isInteger(value)) return countText(value);
  return Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** A score as points of 100 with its interval, any other figure as it is. */
export function figureText({ name, value, interval }: Figure): string {
  const text = isScore(name) ? (number: number) => (100 * number).toFixed(1) : numberText;
  return interval ? `${text(value)} [${interval.map(text).join(", ")}]` : text(value);
}

/** Seconds, and how one and several are said. */
const units: [seconds: number, one: string, several: (count: number) => string][] = [
  [365 * 86_400, l10n.t("1 year ago"), (count) => l10n.t("{0} years ago", count)],
  [30 * 86_400, l10n.t("1 month ago"), (count) => l10n.t("{0} months ago", count)],
  [86_400, l10n.t("1 day ago"), (count) => l10n.t("{0} days ago", count)],
  [3600, l10n.t("1 hour ago"), (count) => l10n.t("{0} hours ago", count)],
  [60, l10n.t("1 minute ago"), (count) => l10n.t("{0} minutes ago", count)],
];

/** "3 minutes ago"; "just now" below a minute, and for clocks that disagree. */
export function agoText(time: string, now = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  for (const [length, one, several] of units) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return count === 1 ? one : several(count);
  }
  return l10n.t("just now");
}

export function durationText(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? l10n.t("{0} min", minutes)
    : l10n.t("{0} h {1} min", Math.floor(minutes / 60), minutes % 60);
}

/** Seconds from a run's start to its end; to now while it runs, and undefined where nobody saw the end. */
export function secondsOf(record: RunRecord, now = Date.now()): number | undefined {
  const end =
    record.finishedAt !== undefined
      ? Date.parse(record.finishedAt)
      : record.state === l10n.t("running")
        ? now
        : undefined;
  return end === undefined ? undefined : Math.max(0, (end - Date.parse(record.startedAt)) / 1000);
}

const byteUnits = ["bytes", "KB", "MB", "GB", "TB"];

export function bytesText(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toPrecision(3)} ${byteUnits[power]}`;
}
