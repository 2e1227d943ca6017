import { SummnbError } from "../errors.js";
import { noteResults } from "../provenance/generations.js";
import { examineGeneration } from "../training/doctor/generation.js";
import type { GeneratedSequence } from "./batch.js";
import type { GenerationConfig } from "./config.js";
import { type GenerationModel, isTrainable } from "./model.js";
import { type GenerationOptions, resolveOptions } from "./options.js";
import { checkIds, type LogitsProcessor } from "./processors/index.js";
import { finish } from "./search.js";
import { warnAbout } from "./warn.js";

export interface GenerateOptions extends Partial<GenerationOptions> {
  /** Sources that are decoded together; default 8. */
  batchSize?: number;
  /** Called after each batch with how many sources are done. */
  onProgress?: (done: number, total: number) => void;
  /** Called after each batch with its sources' positions and results, and waited for. */
  onBatch?: (results: readonly BatchResult[]) => void | Promise<void>;
  /** Options beside those of the call, which count more. */
  generationConfig?: GenerationConfig;
  /** Own processors, which come after those of the options and before what narrows a draw; with LibTorch only. */
  logitsProcessors?: readonly LogitsProcessor[];
  /** Ends the call at the next token, with what it was aborted with as the error. */
  signal?: AbortSignal;
}

/** What was generated from one source. */
export interface BatchResult {
  /** Position among the sources. */
  source: number;
  /** numReturnSequences of them, best first. */
  sequences: readonly GeneratedSequence[];
}

/** Options, their settings and processors, checked for a model. */
function prepare(model: GenerationModel, options: GenerateOptions) {
  const {
    batchSize = 8,
    onProgress,
    onBatch,
    generationConfig,
    logitsProcessors,
    signal,
    ...asked
  } = options;
  signal?.throwIfAborted();
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new SummnbError(`batchSize must be a whole number from 1 on, not ${batchSize}.`);
  const settings = resolveOptions(asked, model, generationConfig);
  checkIds(settings, model.vocabSize);
  warnAbout(model, settings, asked);
  return { batchSize, onProgress, onBatch, request: { settings, logitsProcessors, signal } };
}

/** @throws SummnbError for a source without ids, which no encoder takes */
function checkSources(sources: readonly (readonly number[])[]): void {
  const empty = sources.findIndex((ids) => ids.length === 0);
  if (empty >= 0)
    throw new SummnbError(`Source ${empty} has no token ids; there is nothing to generate from.`);
}

/**
 * Generates for sources of token ids, each of its own length: one result a source, or numReturnSequences of each,
 * best first, one source after the other. Results have Hugging Face's `sequences_scores` where beams are searched.
 *
 * Sources of like length share a batch. With doSample, batches hold sources that follow one another, and a seed
 * (`manualSeed`) gives the ids that Hugging Face draws on the CPU for the same batches.
 * @throws SummnbError for options that cannot be
 */
export async function generateSequences(
  model: GenerationModel,
  sources: readonly (readonly number[])[],
  options: GenerateOptions = {},
): Promise<GeneratedSequence[]> {
  const { batchSize, onProgress, onBatch, request } = prepare(model, options);
  const { settings, signal } = request;
  checkSources(sources);
  const hasOwnProcessors = options.logitsProcessors !== undefined;
  const system = isTrainable(model) && examineGeneration(model, sources, settings, hasOwnProcessors);
  const order = sources.map((_, i) => i);
  if (!settings.doSample) order.sort((a, b) => sources[b]!.length - sources[a]!.length);
  const results: GeneratedSequence[][] = new Array(sources.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const part = order.slice(start, start + batchSize);
    const batch = { ...request, sources: part.map((i) => sources[i]!) };
    const found = await finish(model.search(batch), signal);
    const each = settings.numReturnSequences;
    part.forEach((source, i) => {
      results[source] = found.slice(i * each, (i + 1) * each);
    });
    await onBatch?.(part.map((source) => ({ source, sequences: results[source]! })));
    onProgress?.(Math.min(start + batchSize, sources.length), sources.length);
  }
  const all = results.flat();
  const ids = all.map((result) => result.ids);
  if (system) noteResults(system, sources, ids);
  return all;
}

/**
 * Generates ids for sources of token ids, as `generateSequences` without the scores. Results come as Hugging
 * Face returns them: the start token first, without trailing padding.
 */
export async function generate(
  model: GenerationModel,
  sources: readonly (readonly number[])[],
  options: GenerateOptions = {},
): Promise<number[][]> {
  return (await generateSequences(model, sources, options)).map(({ ids }) => ids);
}

/**
 * Generates for one source and gives every id as soon as it is there, the end's included, without the start token.
 * Leaving the loop early frees what it used.
 * @throws SummnbError with beams or several results, of which no id is sure before the end
 */
export async function* stream(
  model: GenerationModel,
  source: readonly number[],
  options: GenerateOptions = {},
): AsyncGenerator<number> {
  const { request } = prepare(model, options);
  checkSources([source]);
  const { numBeams, numReturnSequences } = request.settings;
  if (numBeams > 1 || numReturnSequences > 1)
    throw new SummnbError(
      `Streaming gives one result as it grows, but numBeams is ${numBeams} and numReturnSequences ${numReturnSequences}; set both to 1, or use generate.`,
    );
  for await (const fresh of model.search({ ...request, sources: [source] })) {
    request.signal?.throwIfAborted();
    yield fresh.get(0)!;
  }
}
