import { InterruptedError } from "../../errors.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { resetPeakTensorMemory, roomForTensors, tensorMemory } from "../../tensor/device.js";
import * as ops from "../../tensor/ops.js";
import { Scope } from "../../tensor/scope.js";
import type { TrainingArgumentValues } from "../arguments/index.js";
import { freeStates, generatorStates, restoreStates } from "../checkpoints/generators.js";
import type { DataCollator, TokenizedRow } from "../collator.js";
import { zeroGrad } from "../gradients.js";
import { stateFactors } from "../optimizers/index.js";
import { accumulate } from "../step.js";
import { bytesOf } from "./bytes.js";

/** What a training will hold at most, in bytes. */
export interface MemoryEstimate {
  /** Weights, and whatever else is there already. */
  held: number;
  gradients: number;
  optimizer: number;
  /** What forward keeps for backward of the largest micro-batch, and what backward adds for a moment. */
  activations: number;
  /** All of it at the worst moment. */
  peak: number;
  /** What the device has left, with what is held counted; null when it does not tell. */
  available: number | null;
}

/** As many rows as no batch has larger ones: the longest source with the longest target, and one that is padded. */
function largestBatch(rows: readonly TokenizedRow[], size: number): TokenizedRow[] {
  const longest = (of: (row: TokenizedRow) => readonly number[]) =>
    rows.reduce((best, row) => (of(row).length > best.length ? of(row) : best), [] as readonly number[]);
  const row = { inputIds: longest((row) => row.inputIds), labels: longest((row) => row.labels) };
  // Attention over padding needs a mask for each row, which an equally long batch does without.
  const padded = rows.some(({ inputIds }) => inputIds.length !== row.inputIds.length);
  const first = padded ? { ...row, inputIds: row.inputIds.slice(0, -1) } : row;
  return Array.from({ length: size }, (_, i) => (i === 0 && size > 1 ? first : row));
}

/**
 * Measures forward and backward of two and of three rows as long as the longest, and takes the line through both
 * to the whole micro-batch. Leaves gradients, random numbers and weights as they were.
 */
export async function estimateMemory(
  model: PreTrainedModel,
  rows: readonly TokenizedRow[],
  collate: DataCollator,
  args: TrainingArgumentValues,
): Promise<MemoryEstimate> {
  const { device } = model;
  const trainable = model.trainableParameters();
  const held = tensorMemory(device)?.allocated ?? 0;
  const generators = generatorStates(device);
  const owner = new Scope();
  const wasTraining = model.training;
  const collator = collate.getState?.();
  try {
    model.train();
    // With gradients in place from the start, what comes on top is activations alone.
    for (const parameter of trainable) parameter.data.grad = owner.run(() => ops.zerosLike(parameter.data));
    const measure = async (count: number): Promise<number> => {
      const before = tensorMemory(device)?.allocated ?? 0;
      resetPeakTensorMemory(device);
      await accumulate(model, [largestBatch(rows, count)], collate, args);
      return (tensorMemory(device)?.peak ?? 0) - before;
    };
    const size = Math.min(args.perDeviceTrainBatchSize, rows.length);
    const few = await measure(Math.min(size, 2));
    const activations = size > 2 ? few + ((await measure(3)) - few) * (size - 2) : few;
    const gradients = bytesOf(trainable);
    const optimizer = gradients * stateFactors[args.optim];
    // Gradients appear while activations go: the larger of the two decides, and about half of the other is there.
    const peak = held + optimizer + Math.max(activations, gradients) + Math.min(activations, gradients) / 2;
    return { held, gradients, optimizer, activations, peak, available: roomForTensors(device) };
  } finally {
    zeroGrad(trainable);
    owner.dispose();
    restoreStates(generators);
    freeStates(generators);
    if (collator !== undefined) collate.setState?.(collator);
    model.train(wasTraining);
  }
}

/** The estimate for a training that is about to begin; undefined where even that failed, of which the training tells. */
export async function forecastMemory(
  ...of: Parameters<typeof estimateMemory>
): Promise<MemoryEstimate | undefined> {
  try {
    return await estimateMemory(...of);
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return undefined;
  }
}
