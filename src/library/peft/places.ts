import { Embedding, Linear, type Module } from "../nn/index.js";
import { LoraLayer } from "./loraLayer.js";
import { SavedModule } from "./savedModule.js";

/** A module of a model and where it hangs. Adapters are seen through: their place is the base layer's. */
export interface Place {
  /** Full name in the base model. */
  name: string;
  parent: Module;
  /** Name in the parent. */
  key: string;
  module: Module;
}

/** All modules below `root` in the order of their definition, parents first, what adapters are made of left out. */
export function* places(root: Module, prefix = ""): Generator<Place> {
  for (const [key, module] of root.namedChildren()) {
    const name = prefix ? `${prefix}.${key}` : key;
    yield { name, parent: root, key, module };
    if (!(module instanceof LoraLayer || module instanceof SavedModule)) yield* places(module, name);
  }
}

/** What an adapter can stand around. */
export type Adaptable = Linear | Embedding | LoraLayer<Linear | Embedding>;

/**
 * Linear layers and embeddings, adapted or not. Classes that inherit from them compute something else, such as the
 * vectors of positions.
 */
export function isAdaptable(module: Module): module is Adaptable {
  return module.constructor === Linear || module.constructor === Embedding || module instanceof LoraLayer;
}

/** The layer that gives the logits, which "all-linear" leaves out; all architectures call it so. */
export const outputLayerName = "lm_head";

/** The table that embeddings share: no layer computes with this module itself. */
export const sharedTable = "shared";

export const isLinear = (module: Module): boolean =>
  module.constructor === Linear || (module instanceof LoraLayer && module.base_layer instanceof Linear);

/** The last part of a name. */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
