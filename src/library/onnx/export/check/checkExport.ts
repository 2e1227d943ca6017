import { SummnbError } from "../../../errors.js";
import { type GenerateOptions, generate } from "../../../generation/generate.js";
import { scorePairs } from "../../../metrics/evaluate.js";
import type { PreTrainedModel } from "../../../models/pretrained.js";
import { noGrad } from "../../../tensor/autograd.js";
import * as ops from "../../../tensor/ops.js";
import { scope } from "../../../tensor/scope.js";
import { longTensor } from "../../../tensor/tensor.js";
import type { Tokenizer } from "../../../tokenizers/index.js";
import { OnnxModelForSeq2SeqLM } from "../../runtime/index.js";
import type { OnnxDType } from "../precision.js";
import { exportedLogits, type PaddedRows, padded } from "./exportedLogits.js";

/** A source and its summary, as token ids. */
export interface CheckRow {
  inputIds: readonly number[];
  labels: readonly number[];
}

const metrics = ["rouge1", "rouge2", "rougeL"] as const;

/** Stemmed F1 from 0 to 1. */
export type CheckScores = Record<(typeof metrics)[number], number>;

export interface ExportCheck {
  /** Rows whose logits were compared. */
  logitRows: number;
  /** The largest difference of a logit from those of the model that was exported. */
  largestLogitDifference: number;
  /** What both models' summaries score; null where they were not generated. */
  rouge: {
    rows: number;
    /** Rows with the same token ids from both. */
    same: number;
    before: CheckScores;
    after: CheckScores;
    /** What the export lost: before - after. */
    loss: CheckScores;
  } | null;
}

export interface CheckOptions {
  /** The exported files to look at; default float32. */
  dtype?: OnnxDType;
  /** Rows whose logits are compared; default 8. */
  logitRows?: number;
  /** Of the generated summaries: with one, both models summarize all rows and are scored. */
  tokenizer?: Tokenizer;
  /** How both generate; default is greedy search of at most 64 tokens. */
  generation?: GenerateOptions;
  onProgress?: (done: number, total: number) => void;
}

/** Rows whose logits are compared, cut so that their logits stay small. */
const defaultLogitRows = 8;
const longestLabels = 64;

/** Logits [rows, T, vocabulary] of the model in memory. */
function modelLogits(
  model: PreTrainedModel,
  { ids, mask }: PaddedRows,
  decoderIds: PaddedRows["ids"],
): Float32Array {
  const tensor = (rows: PaddedRows["ids"]) =>
    ops.toDevice(ops.view(longTensor(rows.flat()), [rows.length, rows[0]!.length]), model.device);
  return noGrad(() =>
    scope(() => {
      const { logits } = model.forward({
        inputIds: tensor(ids),
        attentionMask: tensor(mask),
        decoderInputIds: tensor(decoderIds),
      });
      return ops.toDtype(logits!, "float32").toArray() as Float32Array;
    }),
  );
}

async function logitDifference(
  model: PreTrainedModel,
  folder: string,
  dtype: OnnxDType,
  rows: readonly CheckRow[],
): Promise<number> {
  const { padTokenId, decoderStartTokenId } = model;
  const source = padded(
    rows.map(({ inputIds }) => inputIds),
    padTokenId,
  );
  const targets = rows.map(({ labels }) => [decoderStartTokenId, ...labels.slice(0, longestLabels - 1)]);
  const { ids } = padded(targets, padTokenId);
  const expected = modelLogits(model, source, ids);
  const found = await exportedLogits(folder, dtype, source, ids);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]! - found[i]!));
  return largest;
}

async function compareSummaries(
  model: PreTrainedModel,
  folder: string,
  dtype: OnnxDType,
  rows: readonly CheckRow[],
  tokenizer: Tokenizer,
  { generation, onProgress }: CheckOptions,
): Promise<ExportCheck["rouge"]> {
  const options = { numBeams: 1, maxNewTokens: 64, ...generation };
  const sources = rows.map(({ inputIds }) => inputIds);
  const labels = rows.map((row) => [...row.labels]);
  const references = await tokenizer.decodeBatch(labels, { skipSpecialTokens: true });
  const progress = (first: number) => (done: number) => onProgress?.(first + done, 2 * rows.length);
  await using exported = await OnnxModelForSeq2SeqLM.fromPretrained(folder, { dtype });
  exported.generationConfig = model.generationConfig;
  const before = await generate(model, sources, { ...options, onProgress: progress(0) });
  const after = await generate(exported, sources, { ...options, onProgress: progress(rows.length) });
  const score = async (ids: number[][]) => {
    const predictions = await tokenizer.decodeBatch(ids, { skipSpecialTokens: true });
    const found = scorePairs({ predictions, references, useStemmer: true });
    return Object.fromEntries(metrics.map((metric) => [metric, found[metric]])) as CheckScores;
  };
  const scores = { before: await score(before), after: await score(after) };
  const loss = metrics.map((metric) => [metric, scores.before[metric] - scores.after[metric]]);
  const same = before.filter((ids, row) => ids.join() === after[row]!.join()).length;
  return { rows: rows.length, same, ...scores, loss: Object.fromEntries(loss) as CheckScores };
}

/**
 * Compares exported files with the model that they were made of: the logits of a few rows, and with a tokenizer what
 * both models' summaries of all rows score.
 * @param model in float32, so that what is measured is the export's own loss
 * @throws SummnbError without rows, or when the files are not a whole model
 */
export async function checkExport(
  model: PreTrainedModel,
  folder: string,
  rows: readonly CheckRow[],
  options: CheckOptions = {},
): Promise<ExportCheck> {
  if (rows.length === 0) throw new SummnbError("There are no rows to compare the exported model on.");
  const { dtype = "float32", logitRows = defaultLogitRows, tokenizer } = options;
  const few = rows.slice(0, logitRows);
  return {
    logitRows: few.length,
    largestLogitDifference: await logitDifference(model, folder, dtype, few),
    rouge: tokenizer ? await compareSummaries(model, folder, dtype, rows, tokenizer, options) : null,
  };
}
