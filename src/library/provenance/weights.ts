import type { CellMark } from "../display/types.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import type { Module } from "../nn/module.js";
import { Parameter } from "../nn/parameter.js";
import { operator, type Tensor } from "../tensor/tensor.js";
import { adaptedIn, adaptersIn } from "./adapters.js";
import { hashNumbers } from "./hash.js";
import { type TrainingNote, trainingsOf } from "./trainings.js";
import { updatesOf } from "./updates.js";

/** Which weights a model computes with at one moment. */
export interface WeightsMark {
  /** Equal keys compute the same. */
  readonly key: string;
  readonly model: string;
  /** Adapters that compute and are no longer what they were when they were added. */
  readonly adapters: readonly string[];
  /** The cell that put adapters into the model. */
  readonly adaptedIn: CellMark | undefined;
  /** The model that was called is the base model itself, although adapters compute in it. */
  readonly calledAsBase: boolean;
  /** How weights that compute came to be. */
  readonly trainings: readonly TrainingNote[];
}

/** torch's count of a tensor's changes in place. */
const version = operator("_version");

const numbers = new WeakMap<Tensor, number>();
let last = 0;

function numberOf(tensor: Tensor): number {
  const known = numbers.get(tensor);
  if (known !== undefined) return known;
  numbers.set(tensor, ++last);
  return last;
}

/** The base model that adapters stand in, or the model itself. */
export const baseOf = (model: PreTrainedModel): PreTrainedModel => adaptersIn(model)?.model ?? model;

export function weightsOf(model: PreTrainedModel): WeightsMark {
  const host = adaptersIn(model);
  const base = host?.model ?? model;
  const names = host?.enabled ? (host.merged ?? host.active) : [];
  const own = new Map([...(host?.adapters ?? [])].map(([name, a]) => [name, [...a.parameters().values()]]));
  const idle = new Set([...own].filter(([name]) => !names.includes(name)).flatMap(([, list]) => list));
  const computing = [...parametersOf(base)].filter((parameter) => !idle.has(parameter));
  const changed = names.filter((name) => trainingsOf(own.get(name) ?? []).length > 0);
  return {
    key: keyOf(computing),
    model: base.name,
    adapters: changed,
    adaptedIn: host && adaptedIn(host),
    calledAsBase: model === base && names.length > 0,
    trainings: trainingsOf(computing),
  };
}

/** All parameters below a module; `parameters()` makes their names too, which takes several times as long. */
function parametersOf(root: Module): Set<Parameter> {
  const found = new Set<Parameter>();
  const open = [root];
  for (let module = open.pop(); module; module = open.pop()) {
    for (const value of Object.values(module)) if (value instanceof Parameter) found.add(value);
    for (const [, child] of module.namedChildren()) open.push(child);
  }
  return found;
}

function keyOf(parameters: readonly Parameter[]): string {
  const state = parameters.flatMap((parameter) =>
    parameter.materialized
      ? [numberOf(parameter.data), version(parameter.data.handle) as number, updatesOf(parameter)]
      : [],
  );
  return hashNumbers(state).toString(36);
}
