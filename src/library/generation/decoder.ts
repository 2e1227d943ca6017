import type { DecoderCache } from "../models/cache.js";
import type { EncoderOutput, PreTrainedModel } from "../models/pretrained.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { Scope, scope } from "../tensor/scope.js";
import { longTensor, type Tensor } from "../tensor/tensor.js";
import type { Decoding } from "./batch.js";
import type { TorchKinds } from "./scores/torch.js";

/** Pads rows of ids on the right: `ids` and `mask` [B, S]; no mask where all rows have one length. */
function padded(rows: readonly (readonly number[])[], padTokenId: number) {
  const length = Math.max(...rows.map((row) => row.length));
  const ids = rows.flatMap((row) => [...row, ...new Array<number>(length - row.length).fill(padTokenId)]);
  const mask = rows.flatMap((row) => Array.from({ length }, (_, i) => (i < row.length ? 1 : 0)));
  const shape = [rows.length, length];
  const full = rows.every((row) => row.length === length);
  return { ids: longTensor(ids, shape), mask: full ? null : longTensor(mask, shape) };
}

/** Decodes with LibTorch. Rows of one source share what was computed of it. */
export class DecodingBatch implements Decoding<TorchKinds> {
  readonly #owner = new Scope();
  readonly #cache: DecoderCache;
  readonly #device: string;
  #encoded: EncoderOutput;

  constructor(
    private readonly model: PreTrainedModel,
    sources: readonly (readonly number[])[],
    capacity: number,
    padTokenId: number,
  ) {
    this.#device = model.device;
    this.#encoded = noGrad(() =>
      this.#owner.run(() =>
        scope(() => {
          const { ids, mask } = padded(sources, padTokenId);
          return model.encode(ops.toDevice(ids, this.#device), mask && ops.toDevice(mask, this.#device));
        }),
      ),
    );
    this.#cache = model.createCache(capacity);
  }

  next<T>(newest: readonly number[], use: (logits: Tensor<FloatDType>) => T): T {
    return noGrad(() =>
      scope(() => {
        const ids = ops.toDevice(longTensor(newest, [newest.length, 1]), this.#device);
        const hidden = this.model.decode(ids, this.#encoded, this.#cache);
        return use(ops.toDtype(ops.select(this.model.head(hidden), 1, -1), "float32"));
      }),
    );
  }

  reorder(rows: readonly number[]): void {
    noGrad(() => this.#cache.reorder(rows));
  }

  keepSources(sources: readonly number[]): void {
    noGrad(() => {
      this.#cache.keepSources(sources);
      const { bias, hidden } = this.#encoded;
      if (!bias) return;
      const kept = this.#owner.run(() =>
        scope(() => ops.indexSelect(bias, 0, ops.toDevice(longTensor(sources), this.#device))),
      );
      bias.free();
      this.#encoded = { hidden, bias: kept };
    });
  }

  dispose(): void {
    this.#cache.dispose();
    this.#owner.dispose();
  }
}
