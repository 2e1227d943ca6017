import { SummnbError } from "../errors.js";
import type { GenerateOptions } from "../generation/generate.js";
import type { GenerationModel } from "../generation/model.js";
import type { Tokenizer } from "../tokenizers/index.js";
import { promptOf } from "../training/promptOf.js";
import { lengthOf, taskPrefix, windowOf } from "./task.js";

export interface SummarizationOptions
  extends Omit<GenerateOptions, "onBatch" | "numReturnSequences" | "onProgress"> {
  /** Put before every document; default is what the model's config.json says, such as "summarize: ". */
  sourcePrefix?: string;
  /** Instead of a prefix: a text with {document} in it. */
  promptTemplate?: string;
  /** Most tokens that the model reads at a time, the prompt counted; default is its window. */
  maxSourceLength?: number;
  /**
   * What becomes of a document that is longer: "split" (the default) summarizes parts of whole sentences and joins their
   * summaries, "truncate" leaves its end out, "refuse" throws.
   */
  longDocuments?: "split" | "truncate" | "refuse";
  /** How summaries of parts become one: "join" (the default), or "summarize" their text once more. */
  combine?: "join" | "summarize";
  /** Between the summaries of parts; default a space. */
  separator?: string;
  /** Called with how many documents, or parts of them, are done. */
  onProgress?: (done: number, total: number) => void;
}

const longWays = ["split", "truncate", "refuse"];
const combinations = ["join", "summarize"];

/** Options with what stands for those that are missing. */
export interface Settings
  extends Required<Pick<SummarizationOptions, "longDocuments" | "combine" | "separator">>,
    Pick<SummarizationOptions, "onProgress"> {
  /** The model's input for a document. */
  prompt(document: string): string;
  /** Most tokens that the model reads at a time. */
  limit: number;
  search: GenerateOptions;
}

function requireOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw new SummnbError(
      `${name} is ${allowed.map((one) => `"${one}"`).join(" or ")}, not ${JSON.stringify(value)}.`,
    );
}

/** @throws SummnbError for options that cannot be */
export function settingsOf(
  options: SummarizationOptions,
  model: GenerationModel,
  tokenizer: Tokenizer,
): Settings {
  const {
    sourcePrefix,
    promptTemplate,
    maxSourceLength: limit = windowOf(model, tokenizer),
    longDocuments = "split",
    combine = "join",
    separator = " ",
    onProgress,
    ...search
  } = options;
  requireOneOf("longDocuments", longDocuments, longWays);
  requireOneOf("combine", combine, combinations);
  if (!Number.isInteger(limit) || limit < 1)
    throw new SummnbError(`maxSourceLength must be a whole number from 1 on, not ${limit}.`);
  if ("numReturnSequences" in search && search.numReturnSequences !== 1)
    throw new SummnbError("A summarization pipeline gives one summary a document; for several use generate.");
  const prefix = promptTemplate === undefined ? (sourcePrefix ?? taskPrefix(model.config)) : undefined;
  return {
    prompt: (document) => promptOf(document, { sourcePrefix: prefix, promptTemplate }),
    limit,
    longDocuments,
    combine,
    separator,
    onProgress,
    search: { ...search, ...lengthOf(model, search) },
  };
}
