import type { Span } from "./backend.js";
import type { Side } from "./config.js";
import { type BatchEncoding, padRows } from "./encoding.js";
import { type PaddingOptions, paddedLength } from "./lengths.js";
import { type Row, specialTokensMask } from "./rows.js";

/** What a tokenizer fills rows with. */
export interface Filling {
  padTokenId: number;
  labelPadTokenId: number;
  paddingSide: Side;
  modelMaxLength: number;
}

/** Fills the rows of a batch to one length each, as `options` say; a missing attention mask is made. */
export function padBatch(
  { inputIds, attentionMask, labels }: Pick<BatchEncoding, "inputIds"> & Partial<BatchEncoding>,
  options: PaddingOptions,
  filling: Filling,
): BatchEncoding {
  const side = options.paddingSide ?? filling.paddingSide;
  const length = paddedLength(inputIds, options, filling.modelMaxLength);
  const mask = attentionMask ?? inputIds.map((row) => row.map(() => 1));
  const padded: BatchEncoding = {
    inputIds: padRows(inputIds, length, filling.padTokenId, side),
    attentionMask: padRows(mask, length, 0, side),
  };
  if (labels) {
    const most = paddedLength(labels, options, filling.modelMaxLength);
    padded.labels = padRows(labels, most, filling.labelPadTokenId, side);
  }
  return padded;
}

/** What is asked for beside ids and mask. */
export interface BatchParts {
  returnOffsetsMapping?: boolean;
  /** 1 for the special tokens around a text and for padding. */
  returnSpecialTokensMask?: boolean;
}

export function assembleBatch(
  rows: readonly Row[],
  labels: readonly Row[] | undefined,
  options: PaddingOptions & BatchParts,
  filling: Filling,
): BatchEncoding {
  const ids = { inputIds: rows.map((row) => row.ids), labels: labels?.map((row) => row.ids) };
  const batch = padBatch(ids, options, filling);
  const side = options.paddingSide ?? filling.paddingSide;
  const length = paddedLength(ids.inputIds, options, filling.modelMaxLength);
  const fill = <T>(values: T[][], value: T) => padRows(values, length, value, side);
  const none: Span = [0, 0];
  if (options.returnOffsetsMapping)
    batch.offsetMapping = fill(
      rows.map(({ offsets = [] }) => offsets),
      none,
    );
  if (options.returnSpecialTokensMask) batch.specialTokensMask = fill(rows.map(specialTokensMask), 1);
  return batch;
}
