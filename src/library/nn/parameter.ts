import { SummnbError } from "../errors.js";
import type { FloatDType } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * A trainable array of a module. It has a shape from the start and a tensor only once weights are loaded or
 * initialised, so that a model can be counted from its config alone.
 */
export class Parameter {
  #tensor: Tensor<FloatDType> | undefined;
  #requiresGrad = true;

  constructor(readonly shape: readonly number[]) {}

  get numel(): number {
    return this.shape.reduce((product, extent) => product * extent, 1);
  }

  get materialized(): boolean {
    return this.#tensor !== undefined;
  }

  /** @throws SummnbError before weights are loaded */
  get data(): Tensor<FloatDType> {
    if (!this.#tensor)
      throw new SummnbError(
        "This model has no weights: it was built from its config alone. Load it with fromPretrained.",
      );
    return this.#tensor;
  }

  /** Replaces the weights; the former tensor is freed. */
  set data(tensor: Tensor<FloatDType>) {
    const { shape } = tensor;
    if (shape.length !== this.shape.length || shape.some((extent, i) => extent !== this.shape[i]))
      throw new SummnbError(
        `Weights of shape [${shape.join(", ")}] do not fit a parameter of [${this.shape.join(", ")}].`,
      );
    if (this.#tensor && this.#tensor !== tensor) this.#tensor.free();
    this.#tensor = tensor;
    tensor.requiresGrad = this.#requiresGrad;
  }

  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  set requiresGrad(value: boolean) {
    this.#requiresGrad = value;
    if (this.#tensor) this.#tensor.requiresGrad = value;
  }
}
