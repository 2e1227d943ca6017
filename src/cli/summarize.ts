import { generate } from "../library/generation/index.js";
import type { PreTrainedModel } from "../library/models/index.js";
import type { Tokenizer } from "../library/tokenizers/index.js";
import { type Source, tokenizeSources } from "./documents.js";
import { type GenerationFlags, generationOptions, hasDefaultLength } from "./generation-options.js";
import { sourceLimit } from "./load-model.js";
import type { Terminal } from "./terminal.js";

export interface SummarizeFlags extends GenerationFlags {
  sourcePrefix?: string;
  maxSourceLength?: number;
}

export interface Summary {
  /** As Hugging Face returns them: the start token first, no trailing padding. */
  ids: number[];
  summary: string;
}

/** One summary for every source, with what the user should know on the way: lengths that cut, and progress. */
export async function summarize(
  sources: readonly Source[],
  { model, tokenizer }: { model: PreTrainedModel; tokenizer: Tokenizer },
  flags: SummarizeFlags,
  terminal: Terminal,
): Promise<Summary[]> {
  const options = generationOptions(flags, model);
  if (hasDefaultLength(options, model))
    terminal.log("Summaries have at most 20 tokens, Hugging Face's default: --max-new-tokens changes that.");
  const limit = sourceLimit(tokenizer, flags.maxSourceLength);
  const { ids, cut } = await tokenizeSources(sources, tokenizer, { prefix: flags.sourcePrefix ?? "", limit });
  if (cut > 0) terminal.log(`${cut} of ${sources.length} documents were cut to ${limit} tokens.`);
  const onProgress = (done: number, total: number) => terminal.live(`generating: ${done} of ${total}`);
  const results = await generate(model, ids, { ...options, onProgress });
  const texts = await tokenizer.decodeBatch(results, { skipSpecialTokens: true });
  return results.map((row, index) => ({ ids: row, summary: texts[index]! }));
}
