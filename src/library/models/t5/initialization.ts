import { init, type Parameter } from "../../nn/index.js";
import type { T5ForConditionalGeneration } from "./model.js";

/**
 * Fresh weights with the standard deviations of T5's original (Mesh TensorFlow) initialisation: queries also
 * carry 1/√dKv, because attention does not scale.
 */
export function initT5(model: T5ForConditionalGeneration, target: init.InitTarget): void {
  const { dModel, dKv, dFf, numHeads, initializerFactor: factor } = model.t5;
  /** Standard deviation by the last named part of a parameter. */
  const deviations: Record<string, number> = {
    shared: factor,
    lm_head: factor,
    q: factor * (dModel * dKv) ** -0.5,
    k: factor * dModel ** -0.5,
    v: factor * dModel ** -0.5,
    o: factor * (numHeads * dKv) ** -0.5,
    wi: factor * dModel ** -0.5,
    wi_0: factor * dModel ** -0.5,
    wi_1: factor * dModel ** -0.5,
    wo: factor * dFf ** -0.5,
    relative_attention_bias: factor * dModel ** -0.5,
  };
  for (const [name, parameter] of model.namedParameters()) initOne(name, parameter);

  function initOne(name: string, parameter: Parameter): void {
    const part = name.split(".").at(-2)!;
    if (part.endsWith("layer_norm")) init.constant(parameter, factor, target);
    else init.normal(parameter, deviations[part]!, target);
  }
}
