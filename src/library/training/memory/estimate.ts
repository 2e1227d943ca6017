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

/** The longest source with the longest target: no row of a batch is larger. */
function largestRow(rows: readonly TokenizedRow[]): TokenizedRow {
  const longest = (of: (row: TokenizedRow) => readonly number[]) =>
    rows.reduce((best, row) => (of(row).length > best.length ? of(row) : best), [] as readonly number[]);
  return { inputIds: longest((row) => row.inputIds), labels: longest((row) => row.labels) };
}

/**
 * Measures forward and backward of one and of two rows as long as the longest, and takes the line through both to
 * the whole micro-batch. Leaves gradients, random numbers and weights as they were.
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
  const row = largestRow(rows);
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
      await accumulate(model, [Array.from({ length: count }, () => row)], collate, args);
      return (tensorMemory(device)?.peak ?? 0) - before;
    };
    const one = await measure(1);
    const two = await measure(2);
    const activations = one + (two - one) * (Math.min(args.perDeviceTrainBatchSize, rows.length) - 1);
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
