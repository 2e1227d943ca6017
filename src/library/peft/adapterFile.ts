/** An adapter's weights between PEFT's files and a model. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../errors.js";
import { replaceFiles } from "../models/checkpoint/replaceFiles.js";
import { openTorchFile } from "../models/checkpoint/torch/torchFile.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { noGrad } from "../tensor/autograd.js";
import { isFloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { openSafetensors, saveSafetensors } from "../tensor/safetensors.js";
import { scope, withoutScope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import type { StoredTensor, TensorFile } from "../tensor/tensorFile.js";
import { type Adapter, filePrefix } from "./adapter.js";
import { adapterDType } from "./parts.js";

const configName = "adapter_config.json";

/** Files of weights in the order in which PEFT looks for them; older versions wrote the second. */
const formats: [name: string, open: (file: string) => TensorFile][] = [
  ["adapter_model.safetensors", openSafetensors],
  ["adapter_model.bin", openTorchFile],
];

/** A few names for a message, with how many more there are. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(", ")} and ${names.length - 3} more` : shown.join(", ");
}

/** @throws SummnbError when the folder has no weights of an adapter */
function findWeights(folder: string): { file: string; open: (file: string) => TensorFile } {
  for (const [name, open] of formats) {
    const file = path.join(folder, name);
    if (existsSync(file)) return { file, open };
  }
  throw new SummnbError(`${folder} has no ${formats[0]![0]}: the adapter's weights are missing.`);
}

function checkTensor(file: string, name: string, { dtype, shape }: StoredTensor, wanted: readonly number[]) {
  if (!isFloatDType(dtype))
    throw new SummnbError(`"${name}" in ${file} is ${dtype}, but weights are floating-point numbers.`);
  if (shape.join() !== wanted.join())
    throw new SummnbError(
      `"${name}" in ${file} has shape [${shape.join(", ")}], but the model and the adapter's rank ask for [${wanted.join(", ")}]: the adapter was made for another model.`,
    );
}

/** PEFT also writes the fixed weights of adapted output layers and embeddings: they must be the model's. */
function isFixedWeight(file: string, adapter: Adapter, key: string, stored: StoredTensor): boolean {
  const layer = [...adapter.layers].find(([name]) => key === `${filePrefix}.${name}.base_layer.weight`)?.[1];
  if (!layer) return false;
  const { data, shape } = layer.base_layer.weight;
  checkTensor(file, key, stored, shape);
  const fixed = layer.lora_residual.get(adapter.name)?.data ?? data;
  if (!ops.equal(ops.to(stored.read(), fixed.device, fixed.dtype), fixed))
    throw new SummnbError(
      `"${key}" in ${file} holds other weights than the model, so the adapter was made for another model.`,
    );
  return true;
}

function checkNames(file: string, adapter: Adapter, tensors: TensorFile["tensors"]): void {
  const parameters = adapter.parameters();
  const missing = [...parameters.keys()].filter((name) => !tensors.has(name));
  if (missing.length > 0)
    throw new SummnbError(`${file} lacks ${some(missing)}: the adapter was made for another model.`);
  const extra = [...tensors].filter(
    ([name, stored]) => !parameters.has(name) && !isFixedWeight(file, adapter, name, stored),
  );
  if (extra.length > 0)
    throw new SummnbError(
      `${file} holds ${some(extra.map(([name]) => name))}, for which the model and ${configName} have no place: the adapter was made for another model or by a newer PEFT.`,
    );
}

/**
 * Puts a folder's weights into an adapter.
 * @throws SummnbError naming weights that are missing, superfluous or of another shape
 */
export function readAdapter(adapter: Adapter, folder: string, model: PreTrainedModel): void {
  const { file, open } = findWeights(folder);
  const { tensors, close } = open(file);
  try {
    noGrad(() => scope(() => checkNames(file, adapter, tensors)));
    for (const [name, parameter] of adapter.parameters()) {
      const stored = tensors.get(name)!;
      checkTensor(file, name, stored, parameter.shape);
      const { device, dtype } = parameter.materialized
        ? parameter.data
        : { device: model.device, dtype: adapterDType(model.dtype) };
      // A copy: the file may be replaced while the adapter lives.
      parameter.data = withoutScope(() => scope(() => ops.clone(ops.to(stored.read(), device, dtype))));
    }
  } finally {
    close();
  }
}

/** Where PEFT puts an adapter in a model's folder: the one called "default" right there, others below. */
export const adapterFolder = (folder: string, { name }: Adapter): string =>
  name === "default" ? folder : path.join(folder, name);

/** Writes adapter_config.json and adapter_model.safetensors as PEFT does, both or none. */
export function writeAdapter(adapter: Adapter, folder: string, baseModel: string): void {
  const tensors = new Map([...adapter.parameters()].map(([name, { data }]) => [name, data as Tensor]));
  replaceFiles(folder, (files) => {
    mkdirSync(folder, { recursive: true });
    files.add(formats[0]![0], (file) => saveSafetensors(file, tensors));
    files.addText(configName, adapter.config.toFile(baseModel));
  });
}
