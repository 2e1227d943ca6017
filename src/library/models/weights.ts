/** Weights between Hugging Face's files and a model's parameters. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import type { FloatDType } from "../tensor/dtype.js";
import { isFloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { loadSafetensors, saveSafetensors } from "../tensor/safetensors.js";
import { scope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import type { PreTrainedModel } from "./pretrained.js";

/** Files of a checkpoint: the one file, or the shards that its index names. */
function checkpointFiles(folder: string): string[] {
  const single = path.join(folder, "model.safetensors");
  if (existsSync(single)) return [single];
  const index = path.join(folder, "model.safetensors.index.json");
  if (existsSync(index)) {
    const { weight_map: map } = JSON.parse(readFileSync(index, "utf8")) as {
      weight_map: Record<string, string>;
    };
    return [...new Set(Object.values(map))].map((file) => path.join(folder, file));
  }
  throw new SummnbError(
    `${folder} has no weights: model.safetensors is missing. Download the model whole, or save it with savePretrained.`,
  );
}

function readCheckpoint(folder: string): Map<string, Tensor> {
  return new Map(checkpointFiles(folder).flatMap((file) => [...loadSafetensors(file)]));
}

/** A few names for a message, with how many more there are. */
function some(names: string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** All names of every array: a shared table has several, and checkpoints use any of them. */
function namesOf(model: PreTrainedModel): Map<unknown, string[]> {
  const names = new Map<unknown, string[]>();
  for (const [name, weight] of model.namedWeights(true))
    names.set(weight, [...(names.get(weight) ?? []), name]);
  return names;
}

/**
 * Puts a folder's weights into a model. Names that stand for a shared table may be missing or repeated.
 * @throws SummnbError naming weights that are missing or of another shape
 */
export function loadWeights(
  model: PreTrainedModel,
  folder: string,
  device: string,
  dtype?: FloatDType,
): void {
  const tensors = readCheckpoint(folder);
  const missing: string[] = [];
  const aliases = namesOf(model);
  const held = [...tensors.values()].find((tensor) => isFloatDType(tensor.dtype))?.dtype as FloatDType;
  for (const [name, parameter] of model.namedWeights()) {
    const stored = aliases
      .get(parameter)!
      .map((alias) => tensors.get(alias))
      .find((tensor) => tensor !== undefined);
    const found = stored ?? parameter.fallback();
    if (!found) {
      missing.push(name);
      continue;
    }
    if (!isFloatDType(found.dtype))
      throw new SummnbError(
        `"${name}" in ${folder} is ${found.dtype}, but weights are floating-point numbers.`,
      );
    const wanted = parameter.dtypeFor(dtype ?? (stored ? found.dtype : held));
    const source = found as Tensor<FloatDType>;
    const { shape } = source;
    if (shape.join() !== parameter.shape.join())
      throw new SummnbError(
        `"${name}" in ${folder} has shape [${shape.join(", ")}], but config.json asks for [${parameter.shape.join(", ")}].`,
      );
    const plain = source.dtype === wanted && device === "cpu";
    parameter.data = plain ? source : ops.to(source, device, wanted);
    if (!plain && !stored) source.free();
  }
  const used = new Set(
    [...model.namedWeights()].map(([, weight]) => (weight.materialized ? weight.data.handle : -1)),
  );
  for (const tensor of tensors.values()) if (!used.has(tensor.handle)) tensor.free();
  if (missing.length > 0)
    throw new SummnbError(
      `${folder} lacks the weights ${some(missing)}; its config.json describes another model than its weights.`,
    );
}

/** Tensors under the names that both Transformers 4.57 and 5.18 read: one shared table is written once. */
export function stateDict(model: PreTrainedModel): Map<string, Tensor<FloatDType>> {
  return new Map([...model.namedWeights()].map(([name, weight]) => [name, weight.data]));
}

export interface SaveOptions {
  /** Cast on writing; default is the model's own. */
  dtype?: FloatDType;
}

/** Writes config.json, generation_config.json and model.safetensors as Hugging Face's `save_pretrained`. */
export function saveModel(model: PreTrainedModel, folder: string, { dtype }: SaveOptions = {}): void {
  mkdirSync(folder, { recursive: true });
  const config = { ...model.config, torch_dtype: dtype ?? model.dtype };
  writeFileSync(path.join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  if (Object.keys(model.generationConfig).length > 0)
    writeFileSync(
      path.join(folder, "generation_config.json"),
      `${JSON.stringify(model.generationConfig, null, 2)}\n`,
    );
  scope(() => {
    const tensors = new Map<string, Tensor>();
    for (const [name, tensor] of stateDict(model))
      tensors.set(name, dtype ? ops.toDtype(ops.detach(tensor), dtype) : tensor);
    saveSafetensors(path.join(folder, "model.safetensors"), tensors);
  });
}
