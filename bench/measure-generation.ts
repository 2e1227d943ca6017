import { type GenerationModel, generate } from "../src/library/generation/index.js";
import { AutoModelForSeq2SeqLM } from "../src/library/models/index.js";
import { Clock } from "./clock.js";
import type { Timed } from "./measure.js";
import type { Workload } from "./workload.js";

/** Generates greedily with LibTorch. */
export async function measureGeneration(workload: Workload): Promise<Timed> {
  const { model: folder } = workload;
  const model = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu", dtype: "float32" });
  return timeGeneration(model, workload);
}

/** Generates always as many tokens as asked; the first batch is a warm-up and not timed. */
export async function timeGeneration(
  model: GenerationModel,
  { batches, newTokens, numBeams = 1 }: Pick<Workload, "batches" | "newTokens"> & { numBeams?: number },
): Promise<Timed> {
  const batchSize = batches[0]!.length;
  const options = { minNewTokens: newTokens, maxNewTokens: newTokens, numBeams, batchSize };
  let clock: Clock | undefined;
  let tokens = 0;
  for (const batch of batches) {
    const sources = batch.map((row) => row.inputIds);
    const results = await generate(model, sources, options);
    if (clock) tokens += results.reduce((total, ids) => total + ids.length - 1, 0);
    else clock = new Clock();
  }
  return { tokens, ...clock!.elapsed };
}
