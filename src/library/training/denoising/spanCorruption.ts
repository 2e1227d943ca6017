import { Mt19937 } from "../../random/index.js";
import type { TokenizedRow } from "../collator.js";

/** Uniform numbers in [0, 1) and whole numbers below a bound, from a seed. */
export class Draws {
  readonly #generator: Mt19937;

  constructor(seed: number) {
    this.#generator = new Mt19937(seed);
  }

  getState(): number[] {
    return this.#generator.getState();
  }

  setState(state: readonly number[]): void {
    this.#generator.setState(state);
  }

  uniform(): number {
    return this.#generator.nextUint32() / 2 ** 32;
  }

  below(bound: number): number {
    return this.#generator.nextUint32() % bound;
  }
}

/** `total` as a sum of `parts` whole numbers from 1 on, all such sums alike likely. */
function composition(total: number, parts: number, draws: Draws): number[] {
  const cuts = new Set<number>();
  while (cuts.size < parts - 1) cuts.add(1 + draws.below(total - 1));
  const ends = [...cuts, total].sort((a, b) => a - b);
  return ends.map((end, i) => end - (ends[i - 1] ?? 0));
}

export interface SpanCorruptionOptions {
  /** Share of tokens that are hidden. */
  noiseDensity: number;
  meanSpanLength: number;
  /** Token that stands for the i-th hidden span. */
  sentinel: (i: number) => number;
}

/**
 * T5's pretraining task: random spans are replaced by sentinels, and the target is each sentinel with what it
 * hides (Raffel et al. 2020, section 3.1.4).
 */
export function corruptSpans(
  ids: readonly number[],
  options: SpanCorruptionOptions,
  draws: Draws,
): TokenizedRow {
  const { noiseDensity, meanSpanLength, sentinel } = options;
  const hidden = Math.min(ids.length - 1, Math.max(1, Math.round(ids.length * noiseDensity)));
  const spans = Math.max(1, Math.min(Math.round(hidden / meanSpanLength), hidden, ids.length - hidden));
  const noise = composition(hidden, spans, draws);
  const kept = composition(ids.length - hidden, spans, draws);
  const inputIds: number[] = [];
  const labels: number[] = [];
  let position = 0;
  for (let i = 0; i < spans; i++) {
    inputIds.push(...ids.slice(position, position + kept[i]!), sentinel(i));
    position += kept[i]!;
    labels.push(sentinel(i), ...ids.slice(position, position + noise[i]!));
    position += noise[i]!;
  }
  labels.push(sentinel(spans));
  return { inputIds, labels };
}
