import { generate } from "../src/library/generation/index.js";
import { AutoModelForSeq2SeqLM } from "../src/library/models/index.js";
import { Clock } from "./clock.js";
import type { Timed } from "./measure.js";
import type { Workload } from "./workload.js";

/** Generates greedily, always as many tokens as asked; the first batch is not timed. */
export async function measureGeneration({ model: folder, batches, newTokens }: Workload): Promise<Timed> {
  const model = await AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu", dtype: "float32" });
  const options = { minNewTokens: newTokens, maxNewTokens: newTokens, batchSize: batches[0]!.length };
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
