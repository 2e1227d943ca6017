import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { noteResults } from "../provenance/generations.js";
import { examineGeneration } from "../training/doctor/generation.js";
import type { Batch, GeneratedSequence } from "./batch.js";
import { BeamSearch } from "./beamSearch.js";
import type { GenerationConfig } from "./config.js";
import { type GenerationOptions, resolveOptions } from "./options.js";
import { checkIds, type LogitsProcessor, processorsOf } from "./processors/index.js";
import { RowSearch } from "./rowSearch.js";
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
  /** Own processors, which come after those of the options and before what narrows a draw. */
  logitsProcessors?: readonly LogitsProcessor[];
}

/** What was generated from one source. */
export interface BatchResult {
  /** Position among the sources. */
  source: number;
  /** numReturnSequences of them, best first. */
  sequences: readonly GeneratedSequence[];
}

/** Options, their settings and processors, checked for a model. */
function prepare(model: PreTrainedModel, options: GenerateOptions) {
  const { batchSize = 8, onProgress, onBatch, generationConfig, logitsProcessors, ...asked } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new SummnbError(`batchSize must be a whole number from 1 on, not ${batchSize}.`);
  const settings = resolveOptions(asked, model, generationConfig);
  checkIds(settings, model.vocabSize);
  warnAbout(model, settings, asked);
  return { batchSize, onProgress, onBatch, settings, processors: processorsOf(settings, logitsProcessors) };
}

/** @throws SummnbError for a source without ids, which no encoder takes */
function checkSources(sources: readonly (readonly number[])[]): void {
  const empty = sources.findIndex((ids) => ids.length === 0);
  if (empty >= 0)
    throw new SummnbError(`Source ${empty} has no token ids; there is nothing to generate from.`);
}

/** Puts a model into evaluation mode; gives what puts it back. */
function evaluating(model: PreTrainedModel): () => void {
  const { training } = model;
  model.eval();
  return () => model.train(training);
}

async function search(batch: Batch): Promise<GeneratedSequence[]> {
  if (batch.settings.numBeams > 1) {
    const beams = new BeamSearch(batch);
    try {
      return await beams.run();
    } finally {
      beams.dispose();
    }
  }
  const rows = new RowSearch(batch);
  try {
    for await (const _ of rows.run());
    return rows.results;
  } finally {
    rows.dispose();
  }
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
  model: PreTrainedModel,
  sources: readonly (readonly number[])[],
  options: GenerateOptions = {},
): Promise<GeneratedSequence[]> {
  const { batchSize, onProgress, onBatch, settings, processors } = prepare(model, options);
  checkSources(sources);
  const system = examineGeneration(model, sources, settings, options.logitsProcessors !== undefined);
  const restore = evaluating(model);
  try {
    const order = sources.map((_, i) => i);
    if (!settings.doSample) order.sort((a, b) => sources[b]!.length - sources[a]!.length);
    const results: GeneratedSequence[][] = new Array(sources.length);
    for (let start = 0; start < order.length; start += batchSize) {
      const part = order.slice(start, start + batchSize);
      const found = await search({ model, sources: part.map((i) => sources[i]!), settings, processors });
      const each = settings.numReturnSequences;
      part.forEach((source, i) => {
        results[source] = found.slice(i * each, (i + 1) * each);
      });
      await onBatch?.(part.map((source) => ({ source, sequences: results[source]! })));
      onProgress?.(Math.min(start + batchSize, sources.length), sources.length);
    }
    const all = results.flat();
    noteResults(
      system,
      sources,
      all.map(({ ids }) => ids),
    );
    return all;
  } finally {
    restore();
  }
}

/**
 * Generates ids for sources of token ids, as `generateSequences` without the scores. Results come as Hugging
 * Face returns them: the start token first, without trailing padding.
 */
export async function generate(
  model: PreTrainedModel,
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
  model: PreTrainedModel,
  source: readonly number[],
  options: GenerateOptions = {},
): AsyncGenerator<number> {
  const { settings, processors } = prepare(model, options);
  checkSources([source]);
  const { numBeams, numReturnSequences } = settings;
  if (numBeams > 1 || numReturnSequences > 1)
    throw new SummnbError(
      `Streaming gives one result as it grows, but numBeams is ${numBeams} and numReturnSequences ${numReturnSequences}; set both to 1, or use generate.`,
    );
  const restore = evaluating(model);
  const rows = new RowSearch({ model, sources: [source], settings, processors });
  try {
    for await (const fresh of rows.run()) yield fresh.get(0)!;
  } finally {
    rows.dispose();
    restore();
  }
}
