import { SummnbError } from "../errors.js";
import { ignoreIndex } from "../models/labels.js";
import { type LongTensor, longTensor } from "../tensor/tensor.js";

/** A row that a model trains on. */
export interface TokenizedRow {
  inputIds: readonly number[];
  labels: readonly number[];
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
  return (rows) => {
    const sources = rows.map((row) => row.inputIds);
    const targets = rows.map((row) => row.labels);
    const sourceLength = lengthOf(sources, maxSourceLength);
    const labelTokens = targets.reduce((n, t) => n + t.filter((id) => id !== ignoreIndex).length, 0);
    return {
      inputIds: pad(sources, sourceLength, padTokenId),
      attentionMask: pad(
        sources.map((source) => source.map(() => 1)),
        sourceLength,
        0,
      ),
      labels: pad(targets, lengthOf(targets, maxTargetLength), ignoreIndex),
      rows: rows.length,
      labelTokens,
      sourceTokens: sources.reduce((n, source) => n + source.length, 0),
    };
  };
}
