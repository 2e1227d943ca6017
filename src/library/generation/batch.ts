import { throwIfInterrupted } from "../interrupt.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import type { Settings } from "./options.js";
import type { LogitsProcessor } from "./processors/index.js";

/** What a search is given: sources that are decoded together, and how. */
export interface Batch {
  readonly model: PreTrainedModel;
  /** Token ids, each source of its own length. */
  readonly sources: readonly (readonly number[])[];
  readonly settings: Settings;
  readonly processors: readonly LogitsProcessor[];
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
