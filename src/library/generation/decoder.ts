import type { DecoderCache } from "../models/cache.js";
import type { EncoderOutput, PreTrainedModel } from "../models/pretrained.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { Scope, scope } from "../tensor/scope.js";
import { longTensor, type Tensor } from "../tensor/tensor.js";

/** Pads rows of ids on the right: `ids` and `mask` [B, S]. */
function padded(rows: readonly (readonly number[])[], padTokenId: number) {
  const length = Math.max(...rows.map((row) => row.length));
  const ids = rows.flatMap((row) => [...row, ...new Array<number>(length - row.length).fill(padTokenId)]);
  const mask = rows.flatMap((row) => Array.from({ length }, (_, i) => (i < row.length ? 1 : 0)));
  const shape = [rows.length, length];
  const full = rows.every((row) => row.length === length);
  return { ids: longTensor(ids, shape), mask: full ? null : longTensor(mask, shape) };
}

/** A batch of sources that is being decoded: encoded once, with keys and values kept. */
export class DecodingBatch {
  readonly #owner = new Scope();
  readonly #cache: DecoderCache;
  #encoded: EncoderOutput;

  constructor(
    private readonly model: PreTrainedModel,
    rows: readonly (readonly number[])[],
    capacity: number,
  ) {
    this.#encoded = noGrad(() => this.#owner.run(() => scope(() => this.#encode(rows))));
    this.#cache = model.createCache(capacity);
  }

  #encode(rows: readonly (readonly number[])[]): EncoderOutput {
    const { model } = this;
    const { ids, mask } = padded(rows, model.padTokenId);
    return model.encode(ops.toDevice(ids, model.device), mask && ops.toDevice(mask, model.device));
  }

  /** Gives `use` the logits [B, vocabulary] in float32 after the newest ids, one a row. */
  next<T>(newest: readonly number[], use: (logits: Tensor<FloatDType>) => T): T {
    return noGrad(() =>
      scope(() => {
        const ids = ops.toDevice(longTensor(newest, [newest.length, 1]), this.model.device);
        const hidden = this.model.decode(ids, this.#encoded, this.#cache);
        return use(ops.toDtype(ops.select(this.model.head(hidden), 1, -1), "float32"));
      }),
    );
  }

  /** Keeps the rows of these numbers, in this order. */
  keep(rows: readonly number[]): void {
    noGrad(() => {
      const index = this.#owner.run(() => ops.toDevice(longTensor(rows), this.model.device));
      this.#cache.reorder(index);
      this.#encoded = this.#owner.run(() => ({
        hidden: ops.indexSelect(this.#encoded.hidden, 0, index),
        bias: this.#encoded.bias && ops.indexSelect(this.#encoded.bias, 0, index),
      }));
    });
  }

  dispose(): void {
    this.#cache.dispose();
    this.#owner.dispose();
  }
}
