import type { Parameter } from "../nn/index.js";
import type { TrainedBiases } from "./biases.js";
import type { LoraConfig } from "./config.js";
import type { LoraLayer } from "./loraLayer.js";
import type { SavedModule } from "./savedModule.js";

/** What PEFT's files put before the base model's names. */
export const filePrefix = "base_model.model";

/** One adapter of a model: its configuration and the layers that it has a share in. */
export class Adapter {
  constructor(
    readonly name: string,
    readonly config: LoraConfig,
    /** By the base model's names, in the order of definition. */
    readonly layers: ReadonlyMap<string, LoraLayer>,
    readonly saved: ReadonlyMap<string, SavedModule>,
    readonly biases: TrainedBiases,
    /** Whether it trains while it is active. */
    public isTrainable: boolean,
  ) {}

  /** All that it trains, by the names of PEFT's files, which the adapter's own name is no part of. */
  parameters(): Map<string, Parameter> {
    const below = (modules: ReadonlyMap<string, LoraLayer | SavedModule>) =>
      [...modules].flatMap(([name, module]) =>
        module
          .adapterParameters(this.name)
          .map(([key, parameter]): [string, Parameter] => [`${filePrefix}.${name}.${key}`, parameter]),
      );
    return new Map([...below(this.layers), ...below(this.saved), ...this.biases.entries]);
  }

  /** Numbers that it trains. */
  get numel(): number {
    return [...this.parameters().values()].reduce((sum, { numel }) => sum + numel, 0);
  }
}
