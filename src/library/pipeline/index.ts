import { SummnbError } from "../errors.js";
import type { GenerationModel } from "../generation/model.js";
import { AutoTokenizer, type Tokenizer } from "../tokenizers/index.js";
import { type OpenOptions, openModel } from "./open.js";
import type { SummarizationOptions } from "./options.js";
import { type SummarizationResult, Summarizer } from "./summarization.js";
import { taskGenerationConfig } from "./task.js";

export type { Backend } from "./open.js";
export type { SummarizationOptions } from "./options.js";
export type { SummarizationResult } from "./summarization.js";

export interface PipelineOptions extends OpenOptions, Omit<SummarizationOptions, "onProgress" | "signal"> {
  /** Default is the one of the model's folder. */
  tokenizer?: Tokenizer;
}

/** Summarizes texts: a function, with a stream beside it. */
export interface SummarizationPipeline {
  /** One result for every text, also for one; options of the call count before those of the pipeline. */
  (texts: string | readonly string[], options?: SummarizationOptions): Promise<SummarizationResult[]>;
  /** The summary of one text, piece by piece: `for await (const piece of summarize.stream(text))`. */
  stream(text: string, options?: SummarizationOptions): AsyncGenerator<string>;
  readonly model: GenerationModel;
  readonly tokenizer: Tokenizer;
  /** Frees the model, if the pipeline has opened it. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What concerns the summaries, and what the model. */
function apart(options: PipelineOptions) {
  const { backend, device, dtype, providers, threads, tokenizer, ...rest } = options;
  const { revision, token, endpoint, cacheDir, offline, onProgress, retry, ...defaults } =
    rest as typeof rest & OpenOptions;
  const hub = { revision, token, endpoint, cacheDir, offline, onProgress, retry };
  return { open: { backend, device, dtype, providers, threads, ...hub }, tokenizer, defaults };
}

/**
 * A function that summarizes, as `pipeline("summarization", model)` of Transformers:
 *
 * ```ts
 * const summarize = await pipeline("summarization", "./model");
 * const [{ summaryText }] = await summarize("A long text …");
 * ```
 *
 * A folder or repository with .onnx files is run by ONNX Runtime and needs no LibTorch; others run with LibTorch.
 * @param model a folder, an id on the Hub, or a model that is loaded (then with `tokenizer`)
 * @throws SummnbError when there is no such task or model
 */
export async function pipeline(
  task: "summarization",
  model: string | GenerationModel,
  options: PipelineOptions = {},
): Promise<SummarizationPipeline> {
  if (task !== "summarization")
    throw new SummnbError(`There is no pipeline for "${task}"; summnb has "summarization".`);
  const { open, tokenizer, defaults } = apart(options);
  const isLoaded = typeof model !== "string";
  if (isLoaded && !tokenizer)
    throw new SummnbError("A pipeline with a loaded model needs its tokenizer, too: pass { tokenizer }.");
  const opened = isLoaded ? { model, dispose: async () => {} } : await openModel(model, open);
  try {
    const words = tokenizer ?? (await AutoTokenizer.fromPretrained(opened.model.name, open));
    // A loaded model's own settings are the caller's.
    if (!isLoaded) Object.assign(opened.model, { generationConfig: taskGenerationConfig(opened.model) });
    return callable(new Summarizer(opened.model, words, defaults), opened.dispose);
  } catch (error) {
    await opened.dispose();
    throw error;
  }
}

function callable(summarizer: Summarizer, dispose: () => Promise<void>): SummarizationPipeline {
  const call = (texts: string | readonly string[], options?: SummarizationOptions) =>
    summarizer.summarize([texts].flat() as string[], options);
  return Object.assign(call, {
    stream: (text: string, options?: SummarizationOptions) => summarizer.stream(text, options),
    model: summarizer.model,
    tokenizer: summarizer.tokenizer,
    dispose,
    [Symbol.asyncDispose]: dispose,
  });
}
