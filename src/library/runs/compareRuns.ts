import type { RunsData } from "../../protocol/index.js";
import { findRun, type StoredRun } from "../../runs/index.js";
import { runsDisplay } from "../display/runs.js";
import type { Displayable } from "../display/types.js";
import { SummnbError } from "../errors.js";
import { figuresOf, pointsOf } from "./figures.js";
import { differingSettings } from "./settings.js";

export interface CompareRunsOptions {
  /** Folder of all runs; default `SUMMNB_RUNS` or `./runs`. */
  root?: string;
}

/** Runs side by side, to display and to read. */
export interface RunsComparison extends Displayable {
  readonly data: RunsData;
  /** In the order that was asked for. */
  readonly runs: readonly StoredRun[];
}

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

/**
 * Runs of the run store side by side: the settings in which they differ, their figures, and their loss curves on
 * common axes. A run is named by its id, a part that only it has, or `last`.
 * @throws SummnbError with fewer than two runs, RunStoreError for one that is not there
 */
export function compareRuns(ids: readonly string[], { root }: CompareRunsOptions = {}): RunsComparison {
  const runs = ids.map((id) => findRun(id, root));
  const found = runs.map(({ record }) => record.id);
  const twice = found.find((id, index) => found.indexOf(id) < index);
  if (twice !== undefined)
    throw new SummnbError(`The run ${twice} is named twice; a comparison needs different runs.`);
  if (runs.length < 2)
    throw new SummnbError("compareRuns needs at least two runs; `summnb runs list` shows those there are.");
  const settings = differingSettings(runs.map(({ record }) => record));
  const data: RunsData = {
    title: `${runs.length} runs`,
    ...(settings.length === 0 ? { note: "The runs have the same settings." } : {}),
    runs: runs.map((run, index) => shownRun(run, letters(index))),
    settings,
    figures: figuresOf(runs),
  };
  return { ...runsDisplay(data), data, runs };
}
