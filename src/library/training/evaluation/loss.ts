import { throwIfInterrupted } from "../../interrupt.js";
import type { PreTrainedModel } from "../../models/pretrained.js";
import { autocast, noGrad } from "../../tensor/autograd.js";
import * as ops from "../../tensor/ops.js";
import { scope } from "../../tensor/scope.js";
import type { DataCollator, TokenizedRow } from "../collator.js";

/**
 * The mean over batches of their mean loss: what Transformers reports as `eval_loss`, where a short last batch
 * weighs as much as a full one. Keeps no logits. Gives the event loop a turn after each batch.
 */
export async function evaluateLoss(
  model: PreTrainedModel,
  rows: readonly TokenizedRow[],
  collate: DataCollator,
  { batchSize, labelSmoothing, bf16 }: { batchSize: number; labelSmoothing: number; bf16: boolean },
): Promise<number> {
  const wasTraining = model.training;
  model.eval();
  try {
    let sum = 0;
    let batches = 0;
    for (let start = 0; start < rows.length; start += batchSize) {
      throwIfInterrupted();
      const part = rows.slice(start, start + batchSize);
      const loss = noGrad(() =>
        scope(() => {
          const batch = collate(part);
          const { device } = model;
          const inputIds = ops.toDevice(batch.inputIds, device);
          const attentionMask = ops.toDevice(batch.attentionMask, device);
          const labels = ops.toDevice(batch.labels, device);
          const inputs = { inputIds, attentionMask, labels, labelSmoothing };
          // As in training, and as Transformers evaluates.
          return autocast(device, bf16 ? "bfloat16" : null, () => model.forward(inputs).loss!.item());
        }),
      );
      sum += loss;
      batches++;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return sum / batches;
  } finally {
    model.train(wasTraining);
  }
}
