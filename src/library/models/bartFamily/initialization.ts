import { Embedding, init, type Module, Parameter } from "../../nn/index.js";
import { noGrad } from "../../tensor/autograd.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";

function initOne(name: string, parameter: Parameter, std: number, target: init.InitTarget): void {
  if (/norm\w*\.weight$/.test(name)) init.constant(parameter, 1, target);
  else if (name.endsWith(".bias")) init.constant(parameter, 0, target);
  else init.normal(parameter, std, target);
}

/**
 * Fresh weights as Transformers gives them: normal with deviation `std`, biases and the padding token's
 * embedding 0, norms 1; what a formula gives (Pegasus's positions) by its formula.
 */
export function initBartFamily(model: Module, std: number, target: init.InitTarget): void {
  for (const [name, weight] of model.namedWeights()) {
    const values = scope(() => {
      const found = weight.fallback();
      return found && ops.to(found, target.device, target.dtype);
    });
    if (values) weight.data = values;
    else if (weight instanceof Parameter) initOne(name, weight, std, target);
  }
  for (const [, module] of model.namedModules()) {
    if (!(module instanceof Embedding) || module.paddingIdx === undefined) continue;
    const { weight, paddingIdx } = module;
    noGrad(() =>
      // What a scope returns outlives it, and this view would keep the whole table.
      scope(() => {
        ops.zero_(ops.select(weight.data, 0, paddingIdx));
      }),
    );
  }
}
