import type { PreTrainedModel } from "../../../../src/library/models/index.js";
import { longTensor, ops, scope } from "../../../../src/library/tensor/index.js";

/** A batch, and the logits that Transformers computed for it. */
export interface Expected {
  input_ids: number[][];
  attention_mask: number[][];
  decoder_input_ids: number[][];
  logits: number[][][];
}

export type Batch = Omit<Expected, "logits">;

/** The model's logits for a batch, row by row. */
export function logitsOf(model: PreTrainedModel, batch: Batch): number[] {
  const tensor = (rows: number[][]) => longTensor(rows.flat(), [rows.length, rows[0]!.length]);
  return scope(() => {
    const { logits } = model.forward({
      inputIds: tensor(batch.input_ids),
      attentionMask: tensor(batch.attention_mask),
      decoderInputIds: tensor(batch.decoder_input_ids),
    });
    return [...ops.toDtype(ops.detach(logits!), "float32").toArray()];
  });
}
