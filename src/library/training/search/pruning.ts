import { SummnbError } from "../../errors.js";

/** An evaluation's figure in the course of a trial. */
export interface Report {
  /** Epochs of data seen, which compares trials of different batch sizes. */
  epoch: number;
  step: number;
  value: number;
}

export interface PruningOptions {
  /** Trials that must have finished before one is ended early. */
  startupTrials?: number;
  /** Epochs in which no trial is ended. */
  warmupEpochs?: number;
}

const defaults = { startupTrials: 5, warmupEpochs: 0 };

/** @throws SummnbError for an unknown option, or one that is no number from 0 on */
export function checkPruning(options: PruningOptions): Required<PruningOptions> {
  for (const [name, value] of Object.entries(options))
    if (!Object.hasOwn(defaults, name) || typeof value !== "number" || !(value >= 0))
      throw new SummnbError(
        `pruning has startupTrials and warmupEpochs, numbers from 0 on, not ${name}: ${JSON.stringify(value)}.`,
      );
  return { ...defaults, ...options };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Whether a trial promises so little that it may end: its best value so far is worse than the median, over all
 * finished trials, of the running averages of their values up to the same point.
 *
 * This is the median stopping rule of Google Vizier (Golovin et al. 2017,
 * https://doi.org/10.1145/3097983.3098043). It assumes no shape of curve, and needs no more than what is logged.
 *
 * @param trial its evaluations so far, the newest last
 * @param finished the evaluations of every trial that reached its end
 */
export function isHopeless(
  trial: readonly Report[],
  finished: readonly (readonly Report[])[],
  greaterIsBetter: boolean,
  options: Required<PruningOptions>,
): boolean {
  const now = trial.at(-1);
  if (!now || finished.length < Math.max(1, options.startupTrials) || now.epoch <= options.warmupEpochs)
    return false;
  const averages = finished.flatMap((reports) => {
    const known = reports.filter(({ epoch }) => epoch <= now.epoch).map(({ value }) => value);
    return known.length > 0 ? [mean(known)] : [];
  });
  if (averages.length === 0) return false;
  const values = trial.map(({ value }) => value);
  const middle = median(averages);
  return greaterIsBetter ? Math.max(...values) < middle : Math.min(...values) > middle;
}
