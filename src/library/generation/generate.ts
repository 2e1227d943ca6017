import type { PreTrainedModel } from "../models/pretrained.js";
import { greedySearch } from "./greedy.js";
import { type GenerationOptions, resolveOptions } from "./options.js";

export interface GenerateOptions extends Partial<GenerationOptions> {
  /** Sources that are decoded together; default 8. */
  batchSize?: number;
  /** Called after each batch with how many sources are done. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Generates ids for sources of token ids, each of its own length. Results come in the order of the sources, as
 * Hugging Face returns them: the start token first, without trailing padding. Sources of like length share a
 * batch.
 */
export async function generate(
  model: PreTrainedModel,
  sources: readonly (readonly number[])[],
  { batchSize = 8, onProgress, ...asked }: GenerateOptions = {},
): Promise<number[][]> {
  const options = resolveOptions(asked, model.generationConfig);
  const wasTraining = model.training;
  model.eval();
  try {
    const order = sources.map((_, i) => i).sort((a, b) => sources[b]!.length - sources[a]!.length);
    const results: number[][] = new Array(sources.length);
    for (let start = 0; start < order.length; start += batchSize) {
      const part = order.slice(start, start + batchSize);
      const found = await greedySearch(
        model,
        part.map((i) => sources[i]!),
        options,
      );
      part.forEach((source, i) => {
        results[source] = found[i]!;
      });
      onProgress?.(Math.min(start + batchSize, sources.length), sources.length);
    }
    return results;
  } finally {
    model.train(wasTraining);
  }
}
