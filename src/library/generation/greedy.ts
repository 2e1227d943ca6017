import { throwIfInterrupted } from "../interrupt.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import type { Tensor } from "../tensor/tensor.js";
import { DecodingBatch } from "./decoder.js";
import { type GenerationOptions, longestResult } from "./options.js";
import { type LogitsProcessor, processorsOf } from "./processors.js";

function argmax(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}

/** The likeliest id of every row; without processors the scores stay on the device. */
function likeliest(
  logits: Tensor<FloatDType>,
  rows: readonly (readonly number[])[],
  processors: readonly LogitsProcessor[],
): number[] {
  if (processors.length === 0) return Array.from(ops.argmax(logits, -1).toArray(), Number);
  const all = logits.toArray() as Float32Array;
  const width = all.length / rows.length;
  return rows.map((ids, row) => {
    const scores = all.subarray(row * width, (row + 1) * width);
    for (const process of processors) process(ids, scores);
    return argmax(scores);
  });
}

/** Greedy search for one batch of sources. Rows that have ended leave the batch. */
export async function greedySearch(
  model: PreTrainedModel,
  sources: readonly (readonly number[])[],
  options: GenerationOptions,
): Promise<number[][]> {
  const longest = longestResult(options);
  const processors = processorsOf(options, model.eosTokenId);
  const results: number[][] = sources.map(() => [model.decoderStartTokenId]);
  let active = results;
  const batch = new DecodingBatch(model, sources, longest, model.padTokenId);
  try {
    while (active.length > 0 && active[0]!.length < longest) {
      throwIfInterrupted();
      const newest = active.map((ids) => ids.at(-1)!);
      const next = batch.next(newest, (logits) => likeliest(logits, active, processors));
      for (const [row, ids] of active.entries()) ids.push(next[row]!);
      const open = next.flatMap((id, row) => (id === model.eosTokenId ? [] : [row]));
      if (open.length < active.length) {
        active = open.map((row) => active[row]!);
        if (open.length > 0) {
          batch.reorder(open);
          batch.keepSources(open);
        }
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  } finally {
    batch.dispose();
  }
  return results;
}
