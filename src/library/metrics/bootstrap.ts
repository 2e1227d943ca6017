import { SummnbError } from "../errors.js";
import { Mt19937 } from "../random/index.js";

export interface BootstrapOptions {
  /** Share of resamples inside the interval, in (0, 1). Default 0.95. */
  confidence?: number;
  /** Resamples. Default 1000. */
  samples?: number;
  /** Equal seeds give equal intervals. Default 42. */
  seed?: number;
}

/** Lower and upper end of a percentile interval. */
export type Interval = [low: number, high: number];

/**
 * Percentile bootstrap intervals of the means of several columns of equal length. All columns see the same
 * resamples of rows. Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
export function bootstrapMeans(columns: readonly Float64Array[], options: BootstrapOptions = {}): Interval[] {
  const { confidence = 0.95, samples = 1000, seed = 42 } = options;
  if (!(confidence > 0 && confidence < 1))
    throw new SummnbError(`The confidence ${confidence} is not between 0 and 1: give a share such as 0.95.`);
  if (!Number.isInteger(samples) || samples < 1)
    throw new SummnbError(
      `${samples} is no number of bootstrap resamples: give an integer from 1 up, such as 1000.`,
    );
  const rows = columns[0]?.length ?? 0;
  const generator = new Mt19937(seed);
  const chosen = new Int32Array(rows);
  const means = columns.map(() => new Float64Array(samples));
  for (let sample = 0; sample < samples; sample++) {
    for (let row = 0; row < rows; row++) chosen[row] = Math.floor((generator.nextUint32() / 2 ** 32) * rows);
    for (const [index, column] of columns.entries()) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += column[chosen[row]!]!;
      means[index]![sample] = sum / rows;
    }
  }
  return means.map((values) => {
    values.sort();
    return [quantile(values, (1 - confidence) / 2), quantile(values, (1 + confidence) / 2)];
  });
}

/** Between two values in proportion, as numpy's `percentile` does. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
