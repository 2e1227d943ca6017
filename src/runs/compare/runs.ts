import type { RunsData } from "../../protocol/index.js";
import type { StoredRun } from "../read.js";
import { figuresOf, pointsOf } from "./figures.js";
import { differingSettings } from "./settings.js";

/** A, B, … Z, AA, AB, … */
function letters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letters(Math.floor(index / 26) - 1) + letter;
}

/** What the table and the chart show of a stored run. */
export function shownRun({ record, metrics }: StoredRun, label: string): RunsData["runs"][number] {
  const state = record.search?.pruned ? "pruned" : record.state;
  return { id: record.id, label, state, points: pointsOf(metrics) };
}

/** Runs side by side, as the `runs` renderer draws them: in what they differ, their figures, their curves. */
export function runsData(runs: readonly StoredRun[]): RunsData {
  const settings = differingSettings(runs.map(({ record }) => record));
  return {
    title: `${runs.length} runs`,
    ...(settings.length === 0 ? { note: "The runs have the same settings." } : {}),
    runs: runs.map((run, index) => shownRun(run, letters(index))),
    settings,
    figures: figuresOf(runs),
  };
}
