import type { PreTrainedModel } from "../models/pretrained.js";
import { CheckpointTape } from "../nn/index.js";
import { autocast, backward } from "../tensor/autograd.js";
import { OutOfMemoryError } from "../tensor/errors.js";
import * as ops from "../tensor/ops.js";
import { Scope } from "../tensor/scope.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import type { Batch, DataCollator, TokenizedRow } from "./collator.js";
import { zeroGrad } from "./gradients.js";
import { chunk } from "./updates.js";

/** What one update's forward and backward passes gave. */
export interface StepFigures {
  /** Mean over the update's target tokens ("tokens") or over its micro-batches ("microbatch"). */
  loss: number;
  /** Source and target tokens without padding. */
  tokens: number;
  /** And with it. */
  paddedTokens: number;
}

/** A batch on the model's device. */
function toDevice(batch: Batch, device: string): Batch {
  if (device === "cpu") return batch;
  return {
    ...batch,
    inputIds: ops.toDevice(batch.inputIds, device),
    attentionMask: ops.toDevice(batch.attentionMask, device),
    labels: ops.toDevice(batch.labels, device),
  };
}

/** Loss of one micro-batch, such that the sum over an update's micro-batches is the update's loss. */
function microBatchLoss(
  model: PreTrainedModel,
  batch: Batch,
  args: TrainingArgumentValues,
  update: { labelTokens: number; microBatches: number },
) {
  const { inputIds, attentionMask, labels, labelTokens, sourceTokens } = toDevice(batch, model.device);
  // Without padding there is nothing to mask, and attention may take its fastest kernel.
  const padded = sourceTokens < inputIds.numel;
  const byTokens = args.lossNormalization === "tokens";
  const { loss } = model.forward({
    inputIds,
    attentionMask: padded ? attentionMask : null,
    labels,
    labelSmoothing: args.labelSmoothingFactor,
    numItems: byTokens ? update.labelTokens : labelTokens * update.microBatches,
  });
  return loss!;
}

const total = (batches: readonly Batch[], of: (batch: Batch) => number): number =>
  batches.reduce((sum, batch) => sum + of(batch), 0);

/** Runs an update's micro-batches; gradients add up in the parameters. */
export async function accumulate(
  model: PreTrainedModel,
  microBatches: readonly (readonly TokenizedRow[])[],
  collate: DataCollator,
  args: TrainingArgumentValues,
): Promise<StepFigures> {
  const all = new Scope();
  try {
    const batches = all.run(() => microBatches.map((rows) => collate(rows)));
    const totals = {
      labelTokens: Math.max(
        1,
        total(batches, (batch) => batch.labelTokens),
      ),
      microBatches: batches.length,
    };
    let loss = 0;
    for (const batch of batches) {
      const pass = new Scope();
      const tape = args.gradientCheckpointing ? new CheckpointTape(model.device) : undefined;
      const cast = <T>(action: () => T): T => autocast(model.device, args.bf16 ? "bfloat16" : null, action);
      const forward = () => cast(() => microBatchLoss(model, batch, args, totals));
      try {
        const micro = pass.run(() => (tape ? tape.run(forward) : forward()));
        await (tape ? tape.backward(micro, cast) : backward(micro));
        loss += micro.item();
      } finally {
        pass.dispose();
        tape?.dispose();
      }
    }
    return {
      loss,
      tokens: total(batches, (batch) => batch.labelTokens + batch.sourceTokens),
      paddedTokens: total(batches, (batch) => batch.inputIds.numel + batch.labels.numel),
    };
  } finally {
    all.dispose();
  }
}

/**
 * As `accumulate`, with micro-batches of at most `size` rows, halved as often as memory runs out. The update's
 * rows, and with "tokens" its loss and gradient, stay the same.
 * @param retry puts back what the failed attempt has used up, such as random numbers
 * @returns the size that fitted, besides the figures
 */
export async function accumulateWithin(
  size: number,
  model: PreTrainedModel,
  microBatches: readonly (readonly TokenizedRow[])[],
  collate: DataCollator,
  args: TrainingArgumentValues,
  retry: () => void,
): Promise<StepFigures & { size: number }> {
  for (let fitting = size; ; fitting = Math.ceil(fitting / 2)) {
    try {
      const parts = microBatches.flatMap((rows) => chunk(rows, fitting));
      return { ...(await accumulate(model, parts, collate, args)), size: fitting };
    } catch (error) {
      if (!(error instanceof OutOfMemoryError) || !args.autoFindBatchSize || fitting === 1) throw error;
      zeroGrad(model.trainableParameters());
      retry();
    }
  }
}
