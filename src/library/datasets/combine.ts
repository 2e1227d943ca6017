import { randomInt } from "node:crypto";
import { SummnbError } from "../errors.js";
import { Pcg64 } from "../random/index.js";
import { Dataset } from "./dataset.js";
import { joined } from "./origin.js";
import type { Row } from "./row.js";
import { ConcatenatedStore } from "./store/index.js";

/** The rows of all data sets, one after the other. A column that some lack is null in their rows. */
export function concatenateDatasets<R extends Row>(datasets: readonly Dataset<R>[]): Dataset<R> {
  const [first] = datasets;
  if (!first) throw new SummnbError("There is no data set to concatenate: give at least one.");
  return Dataset.fromStore(new ConcatenatedStore(datasets), { name: first.name, origin: joined(datasets) });
}

export interface InterleaveOptions {
  /**
   * `first_exhausted` (default) ends when a data set has no more rows; `all_exhausted` begins those that have
   * ended anew until all rows of all have been taken.
   */
  stoppingStrategy?: "first_exhausted" | "all_exhausted";
  /** The chance of each data set to give the next row, in sum 1; without, they take turns. */
  probabilities?: readonly number[];
  /** For `probabilities`: equal seeds give equal orders, those of numpy and Hugging Face. Without one, it is new each time. */
  seed?: number;
}

/** Rows of several data sets in turn, in the order of Hugging Face's `interleave_datasets`. */
export function interleaveDatasets<R extends Row>(
  datasets: readonly Dataset<R>[],
  options: InterleaveOptions = {},
): Dataset<R> {
  const { stoppingStrategy = "first_exhausted", probabilities, seed = randomInt(2 ** 32) } = options;
  const empty = datasets.find(({ numRows }) => numRows === 0);
  if (empty) throw new SummnbError(`The data set "${empty.name}" has no rows to interleave: leave it out.`);
  const whole = concatenateDatasets(datasets);
  const lengths = datasets.map(({ numRows }) => numRows);
  const isOver = stoppingStrategy === "all_exhausted";
  if (probabilities === undefined) return whole.select(turns(lengths, isOver));
  checkProbabilities(probabilities, datasets.length);
  return whole.select(draws(lengths, isOver, sources(probabilities, seed)));
}

function checkProbabilities(probabilities: readonly number[], count: number): void {
  const sum = probabilities.reduce((total, value) => total + value, 0);
  if (
    probabilities.length === count &&
    probabilities.every((value) => value >= 0) &&
    Math.abs(sum - 1) < 1e-8
  )
    return;
  throw new SummnbError(
    `The probabilities ${probabilities.join(", ")} don't fit ${count} data sets: give one from 0 to 1 for each, in sum 1.`,
  );
}

/** Where each data set begins among the rows of all. */
function startsOf(lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return start - length;
  });
}

/** A row of each data set in every round: as many rounds as the shortest has rows, or as the longest has. */
function* turns(lengths: readonly number[], isOver: boolean): Generator<number> {
  const starts = startsOf(lengths);
  const rounds = isOver ? Math.max(...lengths) : Math.min(...lengths);
  for (let round = 0; round < rounds; round++)
    for (const [source, length] of lengths.entries()) yield starts[source]! + (round % length);
}

/** A row of the data set that was drawn, until one has ended, or all have. */
function* draws(lengths: readonly number[], isOver: boolean, drawn: Iterable<number>): Generator<number> {
  const starts = startsOf(lengths);
  const next = lengths.map(() => 0);
  const ended = lengths.map(() => false);
  for (const source of drawn) {
    if (isOver ? ended.every(Boolean) : ended.some(Boolean)) return;
    yield starts[source]! + next[source]!;
    next[source]!++;
    if (next[source]! < lengths[source]!) continue;
    ended[source] = true;
    next[source] = 0;
  }
}

/** numpy's `default_rng(seed).choice(n, p=probabilities)` for ever. */
function* sources(probabilities: readonly number[], seed: number): Generator<number> {
  const generator = new Pcg64(seed);
  let sum = 0;
  const cumulative = probabilities.map((probability) => {
    sum += probability;
    return sum;
  });
  const bounds = cumulative.map((bound) => bound / sum);
  for (;;) {
    const draw = generator.nextDouble();
    yield bounds.findIndex((bound) => draw < bound);
  }
}
