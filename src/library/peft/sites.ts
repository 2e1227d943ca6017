import type { PreTrainedModel } from "../models/pretrained.js";
import { Embedding, type Linear, type Module } from "../nn/index.js";
import { LoraEmbedding } from "./loraEmbedding.js";
import { LoraLayer } from "./loraLayer.js";
import { LoraLinear } from "./loraLinear.js";
import type { Place } from "./places.js";
import { SavedModule } from "./savedModule.js";
import type { Target } from "./targets.js";

type Wrapper = LoraLayer | SavedModule;

interface Site extends Place {
  module: Wrapper;
}

/** Where adapters stand around layers of a model. */
export class Sites {
  readonly #byName = new Map<string, Site>();

  /** All that stands around a layer. */
  *[Symbol.iterator](): Generator<[name: string, wrapper: Wrapper]> {
    for (const [name, { module }] of this.#byName) yield [name, module];
  }

  /** The layer's adapters, put around it when there are none yet. */
  lora({ module, ...place }: Target): LoraLayer {
    if (module instanceof LoraLayer) return module;
    const around = module instanceof Embedding ? new LoraEmbedding(module) : new LoraLinear(module as Linear);
    return this.#put(place, around);
  }

  /** The layer's copies, likewise. */
  saved({ module, ...place }: Place): SavedModule {
    if (module instanceof SavedModule) return module;
    return this.#put(place, new SavedModule(module as never));
  }

  #put<W extends Wrapper>(place: Omit<Place, "module">, wrapper: W): W {
    place.parent.replaceChild(place.key, wrapper);
    this.#byName.set(place.name, { ...place, module: wrapper });
    return wrapper;
  }

  /** Puts the layers themselves back where nothing is around them any more. */
  clean(): void {
    for (const { name, parent, key, module } of [...this.#byName.values()]) {
      if (!module.isEmpty) continue;
      parent.replaceChild(key, module instanceof LoraLayer ? module.base_layer : module.original_module);
      this.#byName.delete(name);
    }
  }
}

/** Names of the arrays in which a layer's weights also stand, when they are tied. */
export function tiedNames(model: PreTrainedModel, layer: Module): string[] {
  const { weight } = layer as { weight?: unknown };
  return [...model.namedWeights(true)].filter(([, other]) => other === weight).map(([name]) => name);
}
