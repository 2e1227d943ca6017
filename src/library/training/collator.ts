import { SummnbError } from "../errors.js";
import { ignoreIndex } from "../models/labels.js";
import { type LongTensor, longTensor } from "../tensor/tensor.js";

/** A row that a model trains on. */
export interface TokenizedRow {
  inputIds: readonly number[];
  labels: readonly number[];
  /** 1 for ids that count, 0 for padding; without one all do. */
  attentionMask?: readonly number[];
}

/** A padded batch on the CPU, with what it holds besides padding. */
export interface Batch {
  /** [B, S] */
  inputIds: LongTensor;
  /** [B, S], 1 for real tokens */
  attentionMask: LongTensor;
  /** [B, T], -100 for padding */
  labels: LongTensor;
  rows: number;
  /** Labels that count. */
  labelTokens: number;
  /** Source tokens without padding. */
  sourceTokens: number;
}

/** A row's mask, also under Hugging Face's name. */
function maskOf(row: TokenizedRow & { attention_mask?: readonly number[] }): readonly number[] {
  const mask = row.attentionMask ?? row.attention_mask;
  if (mask && mask.length !== row.inputIds.length)
    throw new SummnbError(
      `A row has ${row.inputIds.length} input ids and an attention mask of ${mask.length}: give one number for each id.`,
    );
  return mask ?? row.inputIds.map(() => 1);
}

/** A row's input ids that count. */
export function idsOf(row: TokenizedRow): readonly number[] {
  const mask = maskOf(row);
  return mask.includes(0) ? row.inputIds.filter((_, index) => mask[index] !== 0) : row.inputIds;
}

/** Makes a batch of rows. One that draws gives its state to checkpoints, so that a resumed run draws on. */
export interface DataCollator {
  (rows: readonly TokenizedRow[]): Batch;
  getState?(): unknown;
  setState?(state: unknown): void;
}

export interface CollatorOptions {
  padTokenId: number;
  /** "longest" of the batch, or always the maximum lengths. */
  padding?: "longest" | "max_length";
  maxSourceLength?: number;
  maxTargetLength?: number;
}

function pad(sequences: readonly (readonly number[])[], length: number, value: number): LongTensor {
  const data = new Array<number>(sequences.length * length).fill(value);
  sequences.forEach((sequence, row) => {
    for (let i = 0; i < sequence.length; i++) data[row * length + i] = sequence[i]!;
  });
  return longTensor(data, [sequences.length, length]);
}

/**
 * Pads sources with the pad token and labels with -100, as Transformers' class of this name.
 * @throws SummnbError when rows must be padded to a length that is not given
 */
export function DataCollatorForSeq2Seq(options: CollatorOptions): DataCollator {
  const { padTokenId, padding = "longest", maxSourceLength, maxTargetLength } = options;
  if (padding === "max_length" && (maxSourceLength === undefined || maxTargetLength === undefined))
    throw new SummnbError('padding "max_length" needs maxSourceLength and maxTargetLength.');
  const lengthOf = (sequences: readonly (readonly number[])[], most: number | undefined) =>
    padding === "max_length" ? most! : Math.max(1, ...sequences.map((sequence) => sequence.length));
  const collate: DataCollator = (rows) => {
    const sources = rows.map((row) => row.inputIds);
    const masks = rows.map(maskOf);
    const targets = rows.map((row) => row.labels);
    const sourceLength = lengthOf(sources, maxSourceLength);
    const labelTokens = targets.reduce((n, t) => n + t.filter((id) => id !== ignoreIndex).length, 0);
    return {
      inputIds: pad(sources, sourceLength, padTokenId),
      attentionMask: pad(masks, sourceLength, 0),
      labels: pad(targets, lengthOf(targets, maxTargetLength), ignoreIndex),
      rows: rows.length,
      labelTokens,
      sourceTokens: masks.reduce((n, mask) => n + mask.filter((one) => one !== 0).length, 0),
    };
  };
  plain.add(collate);
  return collate;
}

const plain = new WeakSet<DataCollator>();

/** Whether a collator takes rows as they are, and only pads. */
export const isPlain = (collator: DataCollator): boolean => plain.has(collator);
