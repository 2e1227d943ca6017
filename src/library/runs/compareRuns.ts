import type { RunsData } from "../../protocol/index.js";
import { findRun, runsData, type StoredRun } from "../../runs/index.js";
import { runsDisplay } from "../display/runs.js";
import type { Displayable } from "../display/types.js";
import { SummnbError } from "../errors.js";

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
  const data = runsData(runs);
  return { ...runsDisplay(data), data, runs };
}
