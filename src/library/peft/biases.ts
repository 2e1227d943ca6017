import type { Module, Parameter } from "../nn/index.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope, withoutScope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import type { LoraBias } from "./configValues.js";
import { LoraLayer } from "./loraLayer.js";
import { SavedModule } from "./savedModule.js";

/** Biases with their names in the adapted model, of layers that an adapter copies left out. */
function* biasesBelow(module: Module, prefix: string): Generator<[name: string, bias: Parameter]> {
  if (module instanceof SavedModule) return;
  const { bias } = module as { bias?: Parameter | null };
  if (bias) yield [`${prefix}.bias`, bias];
  for (const [key, child] of module.namedChildren()) yield* biasesBelow(child, `${prefix}.${key}`);
}

function* adaptedBiases(module: Module, prefix: string): Generator<[name: string, bias: Parameter]> {
  for (const [name, layer] of module.namedModules(prefix)) {
    if (!(layer instanceof LoraLayer)) continue;
    const { bias } = layer.base_layer as { bias?: Parameter | null };
    if (bias) yield [`${name}.base_layer.bias`, bias];
  }
}

/** Which biases train. */
const choices: Record<LoraBias, (model: Module, prefix: string) => Iterable<[string, Parameter]>> = {
  none: () => [],
  all: biasesBelow,
  lora_only: adaptedBiases,
};

/**
 * The base model's biases that an adapter trains in place. Their first values are kept, so that the model without
 * the adapter is the base model; PEFT leaves the trained ones there.
 */
export class TrainedBiases {
  readonly #biases: Map<string, Parameter>;
  /** First values while the trained ones are in place, and the reverse. */
  #others: Tensor<FloatDType>[] | undefined;
  #trainedInPlace = true;

  /** @param prefix of the names, such as "base_model.model" */
  constructor(choice: LoraBias, model: Module, prefix: string) {
    this.#biases = new Map(choices[choice](model, prefix));
  }

  /** By their names in PEFT's files. */
  get entries(): [name: string, bias: Parameter][] {
    return [...this.#biases];
  }

  /** Keeps the values of now as the first ones. */
  remember(): void {
    this.#others = this.entries.map(([, bias]) => withoutScope(() => noGrad(() => ops.clone(bias.data))));
  }

  /** Puts the trained values in place, or the first ones. */
  use(trained: boolean): void {
    if (this.#trainedInPlace === trained || !this.#others) return;
    this.#trainedInPlace = trained;
    noGrad(() =>
      scope(() => {
        for (const [i, [, bias]] of this.entries.entries()) {
          const other = this.#others![i]!;
          const current = ops.clone(bias.data);
          ops.copy_(bias.data, other);
          ops.copy_(other, current);
        }
      }),
    );
  }

  /** Forgets the values that are not in place. */
  dispose(): void {
    for (const tensor of this.#others ?? []) tensor.free();
    this.#others = undefined;
  }
}
