/** What is exported: a model's configuration and weights, from a folder without LibTorch, or from memory. */
import { SummnbError } from "../../errors.js";
import { AutoModelForSeq2SeqLM } from "../../models/auto.js";
import { matchCheckpoint, openCheckpoint } from "../../models/checkpoint/index.js";
import { sinusoids } from "../../models/pegasus/positions.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import type { Weight } from "../../nn/parameter.js";
import type { FloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { StoredTensor } from "../../tensor/tensorFile.js";
import { computedReader, elementCount, OpenFiles, type WeightReader } from "./weightReader.js";
import type { ModelWeights } from "./weights.js";

/** A model to export. */
export interface ExportSource {
  /** Its configuration and the names of its weights; those need not be loaded. */
  model: PreTrainedModel;
  weights: ModelWeights;
  close(): void;
}

/** Weights by their names; `reader` is asked for those that are there. */
function byName(model: PreTrainedModel, reader: (weight: Weight) => WeightReader): ModelWeights {
  const all = new Map(model.namedWeights(true));
  const readers = new Map<Weight, WeightReader>();
  const find = (name: string) => {
    const weight = all.get(name);
    if (!weight) return undefined;
    const found = readers.get(weight) ?? reader(weight);
    readers.set(weight, found);
    return found;
  };
  return {
    find,
    get(name) {
      const found = find(name);
      if (found) return found;
      throw new SummnbError(
        `${model.name} can't be exported: it has no weights "${name}". A model with adapters is merged first, with mergeAndUnload().`,
      );
    },
  };
}

/** A tensor's values, of which the last that were read stay for the next piece. */
function tensorReader(shape: readonly number[], tensor: () => Tensor): WeightReader {
  let last: WeakRef<Float32Array> | undefined;
  const values = () => {
    const known = last?.deref();
    if (known) return known;
    const fresh = scope(() => {
      const data = tensor() as Tensor<FloatDType>;
      return ops.toDtype(ops.detach(data), "float32").toArray() as Float32Array;
    });
    last = new WeakRef(fresh);
    return fresh;
  };
  return { shape, read: (start, count) => values().subarray(start, start + count) };
}

/** What a checkpoint may lack: Pegasus's positions, which a formula gives, and a bias of zeros. */
function fallbackReader(name: string, shape: readonly number[]): WeightReader {
  if (name.endsWith("embed_positions.weight")) return computedReader(shape, sinusoids(shape[0]!, shape[1]!));
  return computedReader(shape, new Float32Array(elementCount(shape)));
}

/**
 * The model of a folder; its weights are read when they are written.
 * @throws SummnbError when the folder is no model, or its weights are missing or damaged
 */
export function folderSource(folder: string, name: string): ExportSource {
  const model = AutoModelForSeq2SeqLM.skeleton(folder, name);
  const checkpoint = openCheckpoint(folder);
  const { sources } = matchCheckpoint(model, checkpoint, folder);
  const names = new Map(
    [...model.namedWeights()].map(([weightName, weight]) => [weight as Weight, weightName]),
  );
  const files = new OpenFiles();
  const stored = ({ dtype, shape, place, read }: StoredTensor) =>
    place ? files.reader(place.file, place.offset, dtype, shape) : tensorReader(shape, read);
  const reader = (weight: Weight) => {
    const source = sources.get(weight);
    return source ? stored(source) : fallbackReader(names.get(weight)!, weight.shape);
  };
  return {
    model,
    weights: byName(model, reader),
    close() {
      files.close();
      checkpoint.close();
    },
  };
}

/** A model in memory. */
export function modelSource(model: PreTrainedModel): ExportSource {
  const reader = (weight: Weight) => tensorReader(weight.shape, () => weight.data);
  return { model, weights: byName(model, reader), close: () => {} };
}
