import type { ParametersData } from "../../protocol/index.js";
import type { Module, Parameter } from "../nn/index.js";
import { dtypes } from "../tensor/dtype.js";
import type { PreTrainedModel } from "./pretrained.js";

/** Arrays that PEFT's names set apart from the base model's: LoRA's own, and copies of layers that train whole. */
const isAdapter = (name: string) => /\.(lora_|modules_to_save\.)/.test(name);

/** Module that owns a parameter: the name without its last part. */
const ownerOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf(".")));

function byModule(parameters: [string, Parameter][]): ParametersData["byModule"] {
  const rows = new Map<string, { name: string; total: number; trainable: number }>();
  for (const [fullName, parameter] of parameters) {
    const name = ownerOf(fullName);
    const row = rows.get(name) ?? { name, total: 0, trainable: 0 };
    row.total += parameter.numel;
    if (parameter.requiresGrad) row.trainable += parameter.numel;
    rows.set(name, row);
  }
  return [...rows.values()];
}

const sum = (parameters: [string, Parameter][]) => parameters.reduce((total, [, p]) => total + p.numel, 0);

/** Counts of a model's parameters; shared ones count once. Works on a model without weights. */
export function countParameters(model: PreTrainedModel | (Module & { name: string })): ParametersData {
  const parameters = [...model.namedParameters()];
  const trainable = sum(parameters.filter(([, parameter]) => parameter.requiresGrad));
  const all = sum(parameters);
  const loaded = parameters.filter(([, parameter]) => parameter.materialized);
  const first = loaded[0]?.[1].data;
  return {
    name: model.name,
    total: sum(parameters.filter(([name]) => !isAdapter(name))),
    trainable,
    all,
    percentage: all === 0 ? 0 : (100 * trainable) / all,
    dtype: first?.dtype,
    device: first?.device,
    bytes: first && loaded.reduce((bytes, [, p]) => bytes + p.numel * dtypes[p.data.dtype].bytes, 0),
    byModule: byModule(parameters),
  };
}
