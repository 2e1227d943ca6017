import { SummnbError } from "../../errors.js";
import { Pcg64 } from "../../random/index.js";
import type { Axis } from "./space.js";

/** What a trial tries: parameter's name to its value. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface CandidateOptions {
  /** Most trials; undefined for the whole grid, or 20 random ones as in Transformers. */
  trials: number | undefined;
  seed: number;
}

const usualTrials = 20;

/** Every combination, the last parameter changing fastest. */
function grid(axes: readonly Axis[], { trials }: CandidateOptions): Parameters[] {
  const range = axes.find(({ values }) => values === undefined);
  if (range)
    throw new SummnbError(
      `A grid needs a list of values for "${range.name}", which is a range; list some, or take method "random".`,
    );
  const total = sizeOf(axes);
  return Array.from({ length: Math.min(total, trials ?? total) }, (_, index) => {
    let rest = index;
    const chosen = axes.toReversed().map(({ name, values, size }) => {
      const value = values![rest % size];
      rest = Math.floor(rest / size);
      return [name, value] as const;
    });
    return Object.fromEntries(chosen.reverse());
  });
}

/** Independent draws (Bergstra & Bengio 2012, https://jmlr.org/papers/v13/bergstra12a.html); none comes twice. */
function random(axes: readonly Axis[], { trials = usualTrials, seed }: CandidateOptions): Parameters[] {
  const generator = new Pcg64(seed);
  const found = new Map<string, Parameters>();
  const count = Math.min(trials, sizeOf(axes));
  while (found.size < count) {
    const drawn = Object.fromEntries(axes.map((axis) => [axis.name, axis.draw(generator)]));
    const key = JSON.stringify(drawn);
    if (!found.has(key)) found.set(key, drawn);
  }
  return [...found.values()];
}

const sizeOf = (axes: readonly Axis[]): number => axes.reduce((product, { size }) => product * size, 1);

/** How a search chooses what it tries. */
export const methods = { grid, random } satisfies Record<
  string,
  (axes: readonly Axis[], options: CandidateOptions) => Parameters[]
>;

export type SearchMethod = keyof typeof methods;
