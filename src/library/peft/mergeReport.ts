import type { MimeBundle } from "../../protocol/index.js";
import { html, htmlTable } from "../display/html.js";
import { alignColumns } from "../display/text.js";
import { type Displayable, type Hoverable, hoverSymbol } from "../display/types.js";
import { SummnbError } from "../errors.js";
import type { PreTrainedModel, Seq2SeqInput } from "../models/pretrained.js";
import { noGrad } from "../tensor/autograd.js";
import * as ops from "../tensor/ops.js";
import { scope } from "../tensor/scope.js";
import type { LoraModel } from "./loraModel.js";
import { refuseBeyond } from "./mergeBound.js";

const figure = (value: number | null) => (value === null ? "not measured" : value.toExponential(2));

/** How far a merged model is from the same model with its adapters beside the weights. */
export class MergeReport implements Displayable, Hoverable {
  constructor(
    readonly adapters: readonly string[],
    /** Layers whose weights the adapters changed. */
    readonly layers: number,
    /** The largest change of a weight by merging. */
    readonly largestWeightDifference: number,
    /** The largest error of a merged weight from the exact sum, which only weights of 16 bits have. */
    readonly largestRoundingError: number,
    /** The largest difference of a logit on the inputs that were given to `check`; null without. */
    readonly largestLogitDifference: number | null,
  ) {}

  #rows(): [string, string][] {
    return [
      ["Merged adapters", this.adapters.join(", ")],
      ["Changed layers", String(this.layers)],
      ["Largest change of a weight", figure(this.largestWeightDifference)],
      ["Largest rounding error of a weight", figure(this.largestRoundingError)],
      ["Largest difference of a logit", figure(this.largestLogitDifference)],
    ];
  }

  toString(): string {
    return alignColumns(this.#rows(), [0, 1]);
  }

  toMimeBundle(): MimeBundle {
    const table = htmlTable({ header: ["", ""], rows: this.#rows(), textColumns: 2 });
    return { "text/html": html`${table}`.toString(), "text/plain": this.toString() };
  }

  [hoverSymbol](): string {
    return [`**MergeReport**`, ...this.#rows().map(([what, value]) => `${what}: ${value}`)].join("\n\n");
  }
}

/** Logits of inputs, in evaluation mode. */
function logitsOf(model: PreTrainedModel, input: Seq2SeqInput): Float32Array | Float64Array {
  const { training } = model;
  model.eval();
  try {
    return noGrad(() =>
      scope(() => {
        const { logits } = model.forward({ ...input, outputLogits: true });
        return ops.toDtype(logits!, logits!.dtype === "float64" ? "float64" : "float32").toArray();
      }),
    );
  } finally {
    if (training) model.train();
  }
}

/** NaN as soon as one of the values is. */
function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/**
 * Merges adapters and tells what that changed. With `check`, the logits of these inputs are compared as well.
 * @throws SummnbError when an adapter has weights that are no numbers, or a logit changed by more than the bound; nothing
 *   is merged then
 */
export function mergeWithReport(
  model: PreTrainedModel,
  lora: LoraModel,
  names: readonly string[],
  { check, maxLogitDifference }: { check?: Seq2SeqInput; maxLogitDifference?: number } = {},
): MergeReport {
  const before = check && logitsOf(model, check);
  const figures = [...lora.merge(names)];
  const broken = figures.find(([, { change }]) => !Number.isFinite(change));
  if (broken) {
    lora.unmerge();
    throw new SummnbError(
      `Merging would make weights of "${broken[0]}" infinite or no numbers: the adapter is broken. Nothing was merged.`,
    );
  }
  const after = check && logitsOf(model, check);
  const difference = before && after ? largestDifference(before, after) : null;
  if (difference !== null)
    try {
      refuseBeyond(difference, model.dtype, maxLogitDifference);
    } catch (error) {
      lora.unmerge();
      throw error;
    }
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  return new MergeReport(
    names,
    figures.length,
    most(figures.map(([, { change }]) => change)),
    most(figures.map(([, { rounding }]) => rounding)),
    difference,
  );
}
