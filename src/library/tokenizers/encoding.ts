import { SummnbError } from "../errors.js";
import { inheritWholeLength } from "../provenance/lengths.js";
import type { LongTensor } from "../tensor/index.js";
import type { Span } from "./backend.js";
import type { Side } from "./config.js";

/** One text as the model takes it. */
export interface Encoding {
  inputIds: number[];
  /** 1 for tokens, 0 for padding. */
  attentionMask: number[];
  /**
   * Where each token is in the text: `text.slice(start, end)`. Indices are those of JavaScript strings (UTF-16
   * units; Python counts code points, which differs after an emoji). [0, 0] for special tokens and padding.
   */
  offsetMapping?: Span[];
  /** 1 for the special tokens around the text and for padding. */
  specialTokensMask?: number[];
  /** Ids of the target text; padding is -100, which the loss leaves out. */
  labels?: number[];
}

/** Many texts: the fields of `Encoding`, a row a text. */
export type BatchEncoding = { [Field in keyof Encoding]: NonNullable<Encoding[Field]>[] };

/** Many texts of one length as tensors on the CPU, `[texts, length]`. */
export interface TensorEncoding {
  inputIds: LongTensor;
  attentionMask: LongTensor;
  labels?: LongTensor;
  offsetMapping?: Span[][];
  specialTokensMask?: number[][];
}

/** Fills each row to `length` with copies of `value`; longer rows stay. */
export function padRows<T>(rows: readonly (readonly T[])[], length: number, value: T, side: Side): T[][] {
  return rows.map((row) => {
    const filling = new Array<T>(Math.max(0, length - row.length)).fill(value);
    return inheritWholeLength(side === "left" ? [...filling, ...row] : [...row, ...filling], row);
  });
}

/** The one row of a batch of one. */
export function onlyRow(batch: BatchEncoding): Encoding {
  return Object.fromEntries(
    Object.entries(batch).map(([field, rows]: [string, unknown[]]) => [field, rows[0]]),
  ) as unknown as Encoding;
}

/** Loads LibTorch. Throws a SummnbError when the rows differ in length. */
export async function toTensors({
  inputIds,
  attentionMask,
  labels,
  ...rest
}: BatchEncoding): Promise<TensorEncoding> {
  const { longTensor } = await import("../tensor/index.js");
  const tensor = (rows: readonly (readonly number[])[], what: string) => {
    const length = rows[0]?.length ?? 0;
    const other = rows.find((row) => row.length !== length);
    if (other)
      throw new SummnbError(
        `The ${what} of these texts have ${length} and ${other.length} tokens, so they make no tensor: pass padding: true.`,
      );
    return longTensor(rows.flat(), [rows.length, length]);
  };
  return {
    inputIds: tensor(inputIds, "input ids"),
    attentionMask: tensor(attentionMask, "attention masks"),
    ...(labels ? { labels: tensor(labels, "labels") } : {}),
    ...rest,
  };
}
