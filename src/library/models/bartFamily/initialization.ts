import { Embedding, init, LayerNorm, Linear, type Module } from "../../nn/index.js";
import { noGrad } from "../../tensor/autograd.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";

function initModule(module: Module, std: number, target: init.InitTarget): void {
  if (module instanceof Linear) {
    init.normal(module.weight, std, target);
    if (module.bias) init.constant(module.bias, 0, target);
  } else if (module instanceof Embedding) {
    init.normal(module.weight, std, target);
    const { weight, paddingIdx } = module;
    if (paddingIdx !== undefined)
      noGrad(() => scope(() => ops.zero_(ops.select(weight.data, 0, paddingIdx))));
  } else if (module instanceof LayerNorm) {
    init.constant(module.weight, 1, target);
    init.constant(module.bias, 0, target);
  }
}

/**
 * Fresh weights as Transformers gives them: normal with deviation `std`, biases and the padding token's
 * embedding 0, norms 1; what a formula gives (Pegasus's positions) by its formula.
 */
export function initBartFamily(model: Module, std: number, target: init.InitTarget): void {
  const done = new Set<unknown>();
  for (const [, module] of model.namedModules()) {
    // A shared table belongs to the embeddings, which come first, and is drawn once.
    const { weight } = module as { weight?: unknown };
    if (weight && done.has(weight)) continue;
    done.add(weight);
    initModule(module, std, target);
  }
  for (const [, weight] of model.namedWeights()) {
    const values = scope(() => {
      const found = weight.fallback();
      return found && ops.to(found, target.device, target.dtype);
    });
    if (values) weight.data = values;
  }
}
