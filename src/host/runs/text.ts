/** How runs are written in the tree, in hovers and in their pages. */
import type { RunRecord, RunState } from "../../runs/index.js";
import { type Figure, isScore } from "./figures.js";

export const stateNames: Record<RunState, string> = {
  running: "running",
  finished: "finished",
  interrupted: "interrupted",
  failed: "failed",
  died: "died with its process",
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

const units: [seconds: number, name: string][] = [
  [365 * 86_400, "year"],
  [30 * 86_400, "month"],
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

/** "3 minutes ago"; "just now" below a minute, and for clocks that disagree. */
export function agoText(time: string, now = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  for (const [length, name] of units) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

export function durationText(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Seconds from a run's start to its end; to now while it runs, and undefined where nobody saw the end. */
export function secondsOf(record: RunRecord, now = Date.now()): number | undefined {
  const end =
    record.finishedAt !== undefined
      ? Date.parse(record.finishedAt)
      : record.state === "running"
        ? now
        : undefined;
  return end === undefined ? undefined : Math.max(0, (end - Date.parse(record.startedAt)) / 1000);
}

const byteUnits = ["bytes", "KB", "MB", "GB", "TB"];

export function bytesText(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toPrecision(3)} ${byteUnits[power]}`;
}
