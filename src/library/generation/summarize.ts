import { SummnbError } from "../errors.js";
import { noteDocuments } from "../provenance/generations.js";
import type { Tokenizer } from "../tokenizers/index.js";
import { examinePrompt } from "../training/doctor/prompts.js";
import { promptOf } from "../training/promptOf.js";
import { type GenerateOptions, generate, stream } from "./generate.js";
import { type GenerationModel, isTrainable } from "./model.js";
import { decodeStream } from "./textStream.js";

export interface SummarizeOptions extends GenerateOptions {
  tokenizer: Tokenizer;
  sourcePrefix?: string;
  promptTemplate?: string;
  /** Most tokens of a document with its prompt; default 512. */
  maxSourceLength?: number;
}

function prepare(documents: readonly string[], all: SummarizeOptions) {
  const { tokenizer, sourcePrefix, promptTemplate, maxSourceLength = 512, ...options } = all;
  const prompts = documents.map((document) => promptOf(document, { sourcePrefix, promptTemplate }));
  const sources = tokenizer.encodeBatch(prompts, { maxLength: maxSourceLength, truncation: true });
  return { tokenizer, sources, options };
}

/** One summary for every document; with numReturnSequences as many, one document's after the other. */
export async function generateSummaries(
  model: GenerationModel,
  documents: readonly string[],
  options: SummarizeOptions,
): Promise<string[]> {
  const { tokenizer, sources, options: rest } = prepare(documents, options);
  if (isTrainable(model)) await examinePrompt(model, options, tokenizer);
  const ids = await generate(model, await sources, rest);
  noteDocuments(ids, documents);
  return tokenizer.decodeBatch(ids, { skipSpecialTokens: true });
}

/** The summary of one document, piece by piece as it is generated: `for await (const piece of streamSummary(…))`. */
export async function* streamSummary(
  model: GenerationModel,
  document: string,
  options: SummarizeOptions,
): AsyncGenerator<string> {
  if (typeof document !== "string")
    throw new SummnbError("streamSummary takes one document; for several use generateSummaries.");
  const { tokenizer, sources, options: rest } = prepare([document], options);
  const [source] = await sources;
  if (isTrainable(model)) await examinePrompt(model, options, tokenizer);
  yield* decodeStream(stream(model, source!, rest), tokenizer);
}
