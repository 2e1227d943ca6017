/** A log as columns, made in one pass: a log may have 100,000 rows and change ten times a second. */
import type { TrainingLog } from "../../../src/protocol/outputs.js";

export interface LogFigures {
  steps: number[];
  losses: (number | null)[];
  evalLosses: (number | null)[];
  gradNorms: (number | null)[];
  learningRates: (number | null)[];
  /** Names of the further figures, in the order of their first appearance. */
  metrics: string[];
  /** Rows that were logged; more than there are when the log is thinned. */
  logged: number;
}

export function figuresOf(rows: TrainingLog[]): LogFigures {
  const figures: LogFigures = {
    steps: [],
    losses: [],
    evalLosses: [],
    gradNorms: [],
    learningRates: [],
    metrics: [],
    logged: rows.length,
  };
  for (const row of rows) {
    figures.steps.push(row.step);
    figures.losses.push(row.loss);
    figures.evalLosses.push(row.evalLoss ?? null);
    figures.gradNorms.push(row.gradNorm);
    figures.learningRates.push(row.learningRate);
    figures.logged += row.skipped?.rows ?? 0;
    if (row.metrics)
      for (const name of Object.keys(row.metrics))
        if (!figures.metrics.includes(name)) figures.metrics.push(name);
  }
  return figures;
}

/** The newest figure of a column, or null where nothing was logged yet. */
export function latest(values: (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

/** Whether a column has a figure at all. */
export const hasFigures = (values: (number | null)[]): boolean => values.some((value) => value !== null);

/**
 * Exponential moving average with weight in [0, 1), corrected for its start as TensorBoard's is, so
 * that the first values are not pulled to zero. Missing values stay missing. In a thinned log the rows that
 * were left out count as well, with their mean: without them the extremes that stayed would pull the average.
 */
export function smooth(
  values: (number | null)[],
  weight: number,
  skipped: (index: number) => TrainingLog["skipped"] = () => undefined,
): (number | null)[] {
  let average = 0;
  let correction = 1;
  const add = (value: number, rows: number) => {
    const kept = weight ** rows;
    average = kept * average + (1 - kept) * value;
    correction *= kept;
  };
  return values.map((value, index) => {
    const before = skipped(index);
    if (before && before.loss !== null) add(before.loss, before.rows);
    if (value === null) return null;
    add(value, 1);
    return average / (1 - correction);
  });
}

/** How much a curve is smoothed: over about a hundredth of its points, and at least over ten. */
export function smoothingWeight(points: number): number {
  return 1 - 1 / Math.max(10, points / 100);
}
