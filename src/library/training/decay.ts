import { SummnbError } from "../errors.js";
import type { Module, Parameter } from "../nn/index.js";
import { loraPlusGroups, PeftModel } from "../peft/index.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import type { ParameterGroup } from "./optimizers/optimizer.js";

/** Names that Transformers spares from weight decay; T5's relative_attention_bias counts as a bias. */
const noDecay = [/bias/, /layernorm/, /rmsnorm/, /(?:^|\.)norm(?:$|\.)/, /_norm(?:$|\.)/];

export function isDecayed(name: string): boolean {
  return !noDecay.some((pattern) => pattern.test(name.toLowerCase()));
}

/** Trainable parameters in two groups: with weight decay and without. */
export function parameterGroups(model: Module, weightDecay: number): ParameterGroup[] {
  const decayed: Parameter[] = [];
  const spared: Parameter[] = [];
  for (const [name, parameter] of model.namedParameters())
    if (parameter.requiresGrad) (isDecayed(name) ? decayed : spared).push(parameter);
  return [
    { parameters: decayed, weightDecay },
    { parameters: spared, weightDecay: 0 },
  ];
}

/** The groups that the arguments ask for. */
export function optimizerGroups(
  model: Module,
  { weightDecay, learningRate, loraplusLrRatio: ratio }: TrainingArgumentValues,
): ParameterGroup[] {
  if (ratio === null) return parameterGroups(model, weightDecay);
  if (!(model instanceof PeftModel))
    throw new SummnbError(
      "loraplusLrRatio is for LoRA, but this model has no adapter; make it one with getPeftModel, or leave the argument out.",
    );
  return loraPlusGroups(model, ratio, { weightDecay, decays: isDecayed, learningRate });
}
