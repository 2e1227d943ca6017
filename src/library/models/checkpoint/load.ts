import { SummnbError } from "../../errors.js";
import type { Weight } from "../../nn/parameter.js";
import { type FloatDType, isFloatDType } from "../../tensor/dtype.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { StoredTensor, TensorFile } from "../../tensor/tensorFile.js";
import type { RawConfig } from "../config.js";
import type { PreTrainedModel } from "../pretrained.js";
import { openCheckpoint } from "./checkpoint.js";
import { CheckpointNames } from "./names.js";
import { tieAsFileDoes, warnOfUntiedCopy } from "./tying.js";

/** A few names for a message, with how many more there are. */
function some(names: readonly string[], count = 3): string {
  const shown = names.slice(0, count).join(", ");
  return names.length > count ? `${shown} and ${names.length - count} more` : shown;
}

/** Finds everything that does not fit before anything is read. */
function match(model: PreTrainedModel, names: CheckpointNames, folder: string): Map<Weight, StoredTensor> {
  const sources = new Map<Weight, StoredTensor>();
  const missing: string[] = [];
  for (const [name, weight] of model.namedWeights()) {
    const found = names.find(weight)[0];
    if (!found) {
      if (!weight.hasFallback) missing.push(name);
      continue;
    }
    const { dtype, shape } = found.stored;
    if (!isFloatDType(dtype))
      throw new SummnbError(
        `"${found.name}" in ${folder} is ${dtype}, but weights are floating-point numbers.`,
      );
    if (shape.join() !== weight.shape.join())
      throw new SummnbError(
        `"${found.name}" in ${folder} has shape [${shape.join(", ")}], but config.json asks for [${weight.shape.join(", ")}].`,
      );
    sources.set(weight, found.stored);
  }
  if (missing.length > 0)
    throw new SummnbError(
      `${folder} lacks the weights ${some(missing)}; its config.json describes another model than its weights.`,
    );
  return sources;
}

/** The dtype of a checkpoint; of one with several, such as a float16 T5, the one that its config names. */
function heldDType(sources: Iterable<StoredTensor>, config: RawConfig): FloatDType {
  const held = new Set([...sources].map(({ dtype }) => dtype as FloatDType));
  const named = (config.dtype ?? config.torch_dtype) as FloatDType;
  return held.has(named) ? named : [...held][0]!;
}

/** A weight's values on their device, of which the file's own, mapped, are used where nothing changes. */
function materialize(source: Tensor, device: string, dtype: FloatDType): Tensor<FloatDType> {
  const isPlain = source.dtype === dtype && device === "cpu";
  return isPlain ? (source as Tensor<FloatDType>) : ops.to(source, device, dtype);
}

/**
 * Which of a folder's tensors each weight of a model is; a weight with a fallback may have none. Ties the model's
 * tables as the file does. Reads nothing.
 * @throws SummnbError when weights are missing or of another shape
 */
export function matchCheckpoint(
  model: PreTrainedModel,
  checkpoint: TensorFile,
  folder: string,
): { sources: Map<Weight, StoredTensor>; names: CheckpointNames } {
  tieAsFileDoes(model, new CheckpointNames(model, checkpoint.tensors));
  const names = new CheckpointNames(model, checkpoint.tensors);
  return { sources: match(model, names, folder), names };
}

function fill(model: PreTrainedModel, checkpoint: TensorFile, folder: string, to: Target): void {
  const { sources, names } = matchCheckpoint(model, checkpoint, folder);
  const dtype = to.dtype ?? heldDType(sources.values(), model.config);
  for (const [, weight] of model.namedWeights())
    weight.data = scope(() => {
      const source = sources.get(weight)?.read() ?? weight.fallback()!;
      return materialize(source, to.device, weight.dtypeFor(dtype));
    });
  warnOfUntiedCopy(model, names, folder);
  const unexpected = names.unexpected();
  if (unexpected.length > 0)
    console.warn(
      `${folder} holds weights that ${model.constructor.name} has no place for; they were not used: ${some(unexpected, 10)}.`,
    );
}

interface Target {
  device: string;
  dtype: FloatDType | undefined;
}

/**
 * Puts a folder's weights into a model, one after the other: beside the model, no more than one of them is in
 * memory. Names that stand for a shared table may be missing or repeated. Warns of weights that no one uses.
 * @param dtype default is the file's own
 * @throws SummnbError when there are no weights, they are damaged, or some are missing or of another shape
 */
export function loadWeights(
  model: PreTrainedModel,
  folder: string,
  device: string,
  dtype?: FloatDType,
): void {
  const checkpoint = openCheckpoint(folder);
  try {
    fill(model, checkpoint, folder, { device, dtype });
  } finally {
    checkpoint.close();
  }
}
