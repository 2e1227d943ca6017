import { SummnbError } from "../errors.js";
import type { FloatDType } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";

export interface WeightOptions {
  /** What it is where a checkpoint does not hold it, such as zeros or a formula's table; else it must be there. */
  fallback?: () => Tensor<FloatDType>;
  /** Stays float32 in a float16 model, as Transformers' `_keep_in_fp32_modules`. */
  float32InHalf?: boolean;
}

/**
 * An array of a module that is saved with it. It has a shape from the start and a tensor only once weights are
 * loaded or initialised, so that a model can be counted from its config alone.
 */
abstract class Weight {
  #tensor: Tensor<FloatDType> | undefined;

  constructor(
    readonly shape: readonly number[],
    readonly options: WeightOptions = {},
  ) {}

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
    this.adopted(tensor);
  }

  /** The dtype it takes in a model of dtype `wanted`. */
  dtypeFor(wanted: FloatDType): FloatDType {
    return wanted === "float16" && this.options.float32InHalf ? "float32" : wanted;
  }

  /** Whether a checkpoint may lack it. */
  get hasFallback(): boolean {
    return this.options.fallback !== undefined;
  }

  /** Its values where a checkpoint does not hold it, on the CPU in float32; undefined when it must be there. */
  fallback(): Tensor<FloatDType> | undefined {
    return this.options.fallback?.();
  }

  protected abstract adopted(tensor: Tensor<FloatDType>): void;
}

/** A trainable array of a module. */
export class Parameter extends Weight {
  #requiresGrad = true;

  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  set requiresGrad(value: boolean) {
    this.#requiresGrad = value;
    if (this.materialized) this.data.requiresGrad = value;
  }

  protected override adopted(tensor: Tensor<FloatDType>): void {
    tensor.requiresGrad = this.#requiresGrad;
  }
}

/** An array that is saved with a module but is no parameter: neither trained nor counted. */
export class StateBuffer extends Weight {
  protected override adopted(): void {}
}

export type { Weight };
