import { type GenerationModel, generate } from "../library/generation/index.js";
import { manualSeed } from "../library/tensor/index.js";
import type { Tokenizer } from "../library/tokenizers/index.js";
import { type Source, tokenizeSources } from "./documents.js";
import { defaultLength, type GenerationFlags, generationOptions } from "./generation-options.js";
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

/** One summary for every source, or numReturnSequences of each in turn, with what the user should know on the way: lengths that cut, and progress. */
export async function summarize(
  sources: readonly Source[],
  { model, tokenizer }: { model: GenerationModel; tokenizer: Tokenizer },
  flags: SummarizeFlags,
  terminal: Terminal,
): Promise<Summary[]> {
  const options = generationOptions(flags);
  const capped = defaultLength(options, model);
  if (capped !== null) {
    terminal.log(
      `Summaries have at most ${capped} tokens, Hugging Face's default: --max-new-tokens changes that.`,
    );
    options.maxNewTokens = capped;
  }
  const limit = sourceLimit(tokenizer, flags.maxSourceLength);
  const { ids, cut } = await tokenizeSources(sources, tokenizer, { prefix: flags.sourcePrefix ?? "", limit });
  if (cut > 0) terminal.log(`${cut} of ${sources.length} documents were cut to ${limit} tokens.`);
  const onProgress = (done: number, total: number) => terminal.live(`generating: ${done} of ${total}`);
  if (flags.seed !== undefined) manualSeed(flags.seed);
  const results = await generate(model, ids, { ...options, onProgress });
  const texts = await tokenizer.decodeBatch(results, { skipSpecialTokens: true });
  return results.map((row, index) => ({ ids: row, summary: texts[index]! }));
}
