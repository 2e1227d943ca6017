import path from "node:path";
import type { Parameter } from "../../nn/index.js";
import { loadSafetensors, saveSafetensors } from "../../tensor/safetensors.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Optimizer } from "./optimizer.js";

const file = "optimizer.safetensors";

/** Numbers of the states by "parameter/key"; they go into the checkpoint's JSON. */
export type OptimizerNumbers = Record<string, number>;

/** Writes an optimizer's states under the parameters' names. */
export function saveOptimizer(
  folder: string,
  optimizer: Optimizer,
  names: ReadonlyMap<Parameter, string>,
): OptimizerNumbers {
  const tensors = new Map<string, Tensor>();
  const numbers: OptimizerNumbers = {};
  for (const [parameter, state] of optimizer.states())
    for (const [key, value] of Object.entries(state)) {
      const name = `${names.get(parameter)}/${key}`;
      if (typeof value === "number") numbers[name] = value;
      else tensors.set(name, value);
    }
  saveSafetensors(path.join(folder, file), tensors);
  return numbers;
}

/** Gives an optimizer the states of a file; parameters that had no gradient yet have none in it. */
export function restoreOptimizer(
  folder: string,
  optimizer: Optimizer,
  parameters: ReadonlyMap<string, Parameter>,
  numbers: OptimizerNumbers,
): void {
  const stored = loadSafetensors(path.join(folder, file));
  const states = new Map<Parameter, Record<string, Tensor | number>>();
  const put = (name: string, value: Tensor | number) => {
    const at = name.lastIndexOf("/");
    const parameter = parameters.get(name.slice(0, at))!;
    states.set(parameter, { ...states.get(parameter), [name.slice(at + 1)]: value });
  };
  for (const [name, tensor] of stored) put(name, tensor);
  for (const [name, value] of Object.entries(numbers)) put(name, value);
  for (const [parameter, state] of states) optimizer.restore(parameter, state);
}
