import type { PreTrainedModel } from "../models/pretrained.js";
import type { Tokenizer } from "../tokenizers/index.js";
import { promptOf } from "../training/tokenize.js";
import type { GenerateOptions } from "./generate.js";

export interface SummarizeOptions extends GenerateOptions {
  tokenizer: Tokenizer;
  sourcePrefix?: string;
  promptTemplate?: string;
  /** Most tokens of a document with its prompt; default 512. */
  maxSourceLength?: number;
}

/** One summary for every document. */
export async function generateSummaries(
  model: PreTrainedModel,
  documents: readonly string[],
  { tokenizer, sourcePrefix, promptTemplate, maxSourceLength = 512, ...options }: SummarizeOptions,
): Promise<string[]> {
  const prompts = documents.map((document) => promptOf(document, { sourcePrefix, promptTemplate }));
  const sources = await tokenizer.encodeBatch(prompts, { maxLength: maxSourceLength, truncation: true });
  const ids = await model.generate(sources, options);
  return tokenizer.decodeBatch(ids, { skipSpecialTokens: true });
}
