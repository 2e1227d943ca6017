import { throwIfInterrupted } from "../interrupt.js";
import type { Settings } from "./options.js";
import type { Processor } from "./processors/index.js";
import type { Kinds, ScoreMath } from "./scores/math.js";

/**
 * A decoder on a batch of sources, which are encoded once, with keys and values kept. It starts with one row a
 * source; `reorder` makes several of one.
 */
export interface Decoding<K extends Kinds> {
  /** Gives `use` the logits [rows, vocabulary] in float32 after the newest ids, one a row. They live as long as the call. */
  next<T>(newest: readonly number[], use: (logits: K["float"]) => T): T | Promise<T>;
  /** Puts the rows of these numbers in this order; every source has as many rows as any other. */
  reorder(rows: readonly number[]): void;
  /** Keeps the sources of these numbers, after the first call of `next`; their rows are kept by `reorder`. */
  keepSources(sources: readonly number[]): void;
  dispose(): void;
}

/** What a search is given: sources that are decoded together, and how. */
export interface Batch<K extends Kinds> {
  readonly math: ScoreMath<K>;
  readonly decoding: Decoding<K>;
  /** Token ids, each source of its own length. */
  readonly sources: readonly (readonly number[])[];
  readonly settings: Settings;
  readonly processors: readonly Processor<K>[];
}

/** One result. */
export interface GeneratedSequence {
  /** The start token first, no padding behind. */
  ids: number[];
  /** Sum of the log probabilities over length ^ lengthPenalty, as Hugging Face's `sequences_scores`; null without beams. */
  score: number | null;
}

/** Lets the event loop run between two tokens, so that logs, timers and an interrupt come through. */
export async function pause(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  throwIfInterrupted();
}

/** Asks whether maxTime is over. */
export function stopwatch({ maxTime }: Settings): () => boolean {
  const start = performance.now();
  return () => maxTime !== null && performance.now() - start > maxTime * 1000;
}
