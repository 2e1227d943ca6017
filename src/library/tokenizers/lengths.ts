import { SummnbError } from "../errors.js";
import type { Side } from "./config.js";

/** For single texts all of Transformers' ways to truncate are one. */
export type TruncationStrategy = "longest_first" | "only_first" | "do_not_truncate";
export type PaddingStrategy = "longest" | "max_length" | "do_not_pad";

export interface TruncationOptions {
  /** Most ids that a text may take, the special tokens counted. Given alone, it truncates. */
  maxLength?: number;
  /** Cut to `maxLength`, or to the tokenizer's own `modelMaxLength` when that is missing. */
  truncation?: boolean | TruncationStrategy;
  /** Which end is cut; default is the tokenizer's own. */
  truncationSide?: Side;
}

export interface PaddingOptions {
  /** `true` or "longest": to the longest text; "max_length": to `maxLength`, or the tokenizer's own. Default false. */
  padding?: boolean | PaddingStrategy;
  maxLength?: number;
  /** Rounds the length up, for tensor cores. */
  padToMultipleOf?: number;
  /** Which end is filled; default is the tokenizer's own. */
  paddingSide?: Side;
}

/** How many ids a text may take, or Infinity. `padding` matters as in Transformers: with it, maxLength alone doesn't truncate. */
export function truncationLength(
  { maxLength, truncation }: TruncationOptions,
  padding: PaddingOptions["padding"],
  modelMaxLength: number,
): number {
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 0))
    throw new SummnbError(`maxLength ${maxLength} is no length: give a whole number of tokens.`);
  if (truncation === undefined) {
    return maxLength !== undefined && paddingStrategy(padding) === "do_not_pad" ? maxLength : Infinity;
  }
  if (truncation === false || truncation === "do_not_truncate") return Infinity;
  return maxLength ?? modelMaxLength;
}

export function paddingStrategy(padding: PaddingOptions["padding"]): PaddingStrategy {
  if (typeof padding === "string") return padding;
  return padding ? "longest" : "do_not_pad";
}

/** The length that rows are filled to; 0 where they are not. */
export function paddedLength(
  rows: readonly { readonly length: number }[],
  { padding, maxLength, padToMultipleOf = 1 }: PaddingOptions,
  modelMaxLength: number,
): number {
  if (!(Number.isInteger(padToMultipleOf) && padToMultipleOf > 0))
    throw new SummnbError(
      `padToMultipleOf ${padToMultipleOf} is no multiple: give a whole number from 1 on.`,
    );
  const roundUp = (length: number) => Math.ceil(length / padToMultipleOf) * padToMultipleOf;
  const strategy = paddingStrategy(padding);
  if (strategy === "do_not_pad") return 0;
  if (strategy === "longest") return roundUp(rows.reduce((most, row) => Math.max(most, row.length), 0));
  const length = maxLength ?? modelMaxLength;
  if (length === Infinity)
    throw new SummnbError(
      'padding "max_length" needs a maxLength: the files of this tokenizer don\'t say how long its texts may be.',
    );
  return roundUp(length);
}

/** Transformers refuses this too: rows cut to maxLength would be padded to more. */
export function checkMultiple(length: number, { padding, padToMultipleOf }: PaddingOptions): void {
  if (length === Infinity || !padToMultipleOf || paddingStrategy(padding) === "do_not_pad") return;
  if (length % padToMultipleOf !== 0)
    throw new SummnbError(
      `Texts are cut to ${length} tokens, which is no multiple of padToMultipleOf ${padToMultipleOf}: give a maxLength that is.`,
    );
}
