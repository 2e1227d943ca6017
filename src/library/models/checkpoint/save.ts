import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { writeSafetensors } from "../../tensor/saveSafetensors.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { StoredTensor } from "../../tensor/tensorFile.js";
import { configJson } from "../configJson.js";
import type { PreTrainedModel } from "../pretrained.js";
import { configFile } from "./configFile.js";
import { type FileReplacement, replaceFiles } from "./replaceFiles.js";
import { parseSize, type Shard, shardIndex, splitIntoShards } from "./shards.js";
import { isTied } from "./tying.js";

export interface SaveOptions {
  /** Cast on writing; default is the model's own. */
  dtype?: FloatDType;
  /** Most bytes of a file of weights, such as "200MB" or 2e8; larger models get several files and an index. */
  maxShardSize?: number | string;
}

const indexName = "model.safetensors.index.json";

/** A weight as it goes into the file, cast only when its turn has come. */
function stored(tensor: Tensor<FloatDType>, dtype: FloatDType): StoredTensor {
  const { shape } = tensor;
  return {
    dtype,
    shape,
    read: () => (tensor.dtype === dtype ? tensor : ops.toDtype(ops.detach(tensor), dtype)),
  };
}

/** A tied T5 whose output is not scaled exists in Transformers 5 only; Transformers 4 reads it with two tables. */
function needsOwnHead(model: PreTrainedModel): boolean {
  return isTied(model) && model.config.scale_decoder_outputs === false;
}

/** What is written, under the names that both versions read: a shared table once, under its first name. */
function stateDict(model: PreTrainedModel, dtype: FloatDType | undefined): Map<string, StoredTensor> {
  const entries = [...model.namedWeights()];
  if (needsOwnHead(model))
    entries.push(...[...model.namedWeights(true)].filter(([name]) => name === "lm_head.weight"));
  return new Map(
    entries.map(([name, weight]) => [
      name,
      stored(weight.data, dtype ? weight.dtypeFor(dtype) : weight.data.dtype),
    ]),
  );
}

function addWeights(files: FileReplacement, shards: readonly Shard[]): void {
  for (const { name, tensors } of shards) files.add(name, (file) => writeSafetensors(file, tensors));
  if (shards.length > 1) files.addText(indexName, configJson(shardIndex(shards)));
}

/** Weights that an earlier save has left and that readers would take for this model's. */
function removeStale(folder: string, shards: readonly Shard[]): void {
  const current = new Set(shards.map(({ name }) => name));
  if (shards.length > 1) current.add(indexName);
  for (const name of readdirSync(folder))
    if (/^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/.test(name) && !current.has(name))
      rmSync(path.join(folder, name));
}

/**
 * Writes config.json, generation_config.json and the weights as Hugging Face's `save_pretrained`, so that
 * Transformers 4.57 and 5.18 both read them. Files of an earlier save are replaced once all new ones are whole.
 * @throws SummnbError when the model has no weights or the folder can't be written
 */
export function saveModel(
  model: PreTrainedModel,
  folder: string,
  { dtype, maxShardSize = "5GB" }: SaveOptions = {},
): void {
  const shards = splitIntoShards(stateDict(model, dtype), parseSize(maxShardSize));
  const config = configFile(model, dtype ?? model.dtype, isTied(model) && !needsOwnHead(model));
  replaceFiles(folder, (files) => {
    mkdirSync(folder, { recursive: true });
    addWeights(files, shards);
    files.addText("config.json", configJson(config));
    if (Object.keys(model.generationConfig).length > 0)
      files.addText("generation_config.json", configJson(model.generationConfig));
  });
  removeStale(folder, shards);
}
