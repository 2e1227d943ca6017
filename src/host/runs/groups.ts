/** How the tree puts runs together: by day, by notebook, by folder, or not at all. */
import path from "node:path";
import { l10n } from "../l10n.js";
import type { RunEntry } from "./cache.js";

export interface RunGroup {
  key: string;
  label: string;
  runs: RunEntry[];
}

const day = 86_400_000;

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** Label and the first day that it covers, in days before today. */
const days: [label: string, before: number][] = [
  [l10n.t("Today"), 0],
  [l10n.t("Yesterday"), 1],
  [l10n.t("Last 7 days"), 7],
  [l10n.t("Last 30 days"), 30],
];

function dayOf({ record }: RunEntry, now: number): string {
  if (record.state === "running") return l10n.t("Running");
  const started = Date.parse(record.startedAt);
  // Half a day more: days around a change of the clocks are longer or shorter.
  const found = days.find(([, before]) => started >= startOfDay(startOfDay(now) - before * day + day / 2));
  return found?.[0] ?? l10n.t("Older");
}

function notebookOf({ record: { source } }: RunEntry): string {
  return source ? path.basename(source.file) : l10n.t("Without a notebook");
}

/** What runs of one group have in common; `undefined` for a list without groups. */
export const groupings = {
  day: { label: l10n.t("Day"), of: dayOf },
  notebook: { label: l10n.t("Notebook"), of: notebookOf },
  folder: { label: l10n.t("Folder"), of: ({ store }: RunEntry) => store },
  none: { label: l10n.t("Nothing: one list, newest first"), of: undefined },
} as const;

export type Grouping = keyof typeof groupings;

/** Groups in the order of their newest runs, which is how runs come. */
export function groupRuns(runs: readonly RunEntry[], by: Grouping, now = Date.now()): RunGroup[] {
  const { of } = groupings[by];
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const label = of?.(run, now) ?? "";
    const group = groups.get(label) ?? { key: `${by}:${label}`, label, runs: [] };
    group.runs.push(run);
    groups.set(label, group);
  }
  const list = [...groups.values()];
  const running = list.findIndex(({ label }) => by === "day" && label === l10n.t("Running"));
  return running > 0 ? [list[running]!, ...list.filter((_, index) => index !== running)] : list;
}
