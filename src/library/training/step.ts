import type { PreTrainedModel } from "../models/pretrained.js";
import { autocast, backward } from "../tensor/autograd.js";
import * as ops from "../tensor/ops.js";
import { Scope } from "../tensor/scope.js";
import type { TrainingArgumentValues } from "./arguments.js";
import type { Batch, DataCollator } from "./collator.js";
import type { Update } from "./updates.js";

/** What one update's forward and backward passes gave. */
export interface StepFigures {
  /** Mean over the update's target tokens ("tokens") or over its micro-batches ("microbatch"). */
  loss: number;
  /** Source and target tokens without padding. */
  tokens: number;
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

/** Runs an update's micro-batches; gradients add up in the parameters. */
export async function accumulate(
  model: PreTrainedModel,
  update: Update,
  collate: DataCollator,
  args: TrainingArgumentValues,
): Promise<StepFigures> {
  const all = new Scope();
  try {
    const batches = all.run(() => update.microBatches.map(collate));
    const totals = {
      labelTokens: Math.max(
        1,
        batches.reduce((n, batch) => n + batch.labelTokens, 0),
      ),
      microBatches: batches.length,
    };
    let loss = 0;
    for (const batch of batches) {
      const pass = new Scope();
      try {
        const micro = pass.run(() =>
          autocast(model.device, args.bf16 ? "bfloat16" : null, () =>
            microBatchLoss(model, batch, args, totals),
          ),
        );
        await backward(micro);
        loss += micro.item();
      } finally {
        pass.dispose();
      }
    }
    return { loss, tokens: batches.reduce((n, batch) => n + batch.labelTokens + batch.sourceTokens, 0) };
  } finally {
    all.dispose();
  }
}
