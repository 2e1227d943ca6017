import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { scope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Batch } from "./collator.js";

/** The first layer whose hidden states are not finite for a batch, as "encoder layer 3". */
function firstBrokenLayer(model: PreTrainedModel, batch: Batch): string | undefined {
  return noGrad(() =>
    scope(() => {
      const { device } = model;
      const output = model.forward({
        inputIds: ops.toDevice(batch.inputIds, device),
        attentionMask: ops.toDevice(batch.attentionMask, device),
        labels: ops.toDevice(batch.labels, device),
        outputHiddenStates: true,
      });
      const stacks = { encoder: output.encoderHiddenStates, decoder: output.decoderHiddenStates };
      for (const [stack, states] of Object.entries(stacks)) {
        const broken = (states ?? []).findIndex((state: Tensor<FloatDType>) => !ops.allFinite(state));
        if (broken === 0) return `the ${stack}'s embeddings`;
        if (broken > 0) return `${stack} layer ${broken - 1}`;
      }
      return ops.allFinite(output.loss!) ? undefined : "the output layer";
    }),
  );
}

/** The first trainable parameter whose gradient is not finite. */
function firstBrokenGradient(model: PreTrainedModel): string | undefined {
  for (const [name, parameter] of model.namedParameters()) {
    const broken = scope(() => {
      const { grad } = parameter.data;
      return grad !== null && !ops.allFinite(grad);
    });
    if (broken) return name;
  }
  return undefined;
}

/** What to say when a step's loss or gradient is not a number: where it began, and what helps. */
export function notFiniteError(
  model: PreTrainedModel,
  batches: readonly Batch[],
  figures: { step: number; loss: number; gradNorm: number },
): SummnbError {
  const layer = batches.map((batch) => firstBrokenLayer(model, batch)).find((found) => found !== undefined);
  const gradient = layer ? undefined : firstBrokenGradient(model);
  const began = layer
    ? `it began in ${layer}`
    : gradient
      ? `the forward pass is finite, and the first gradient that is not is that of ${gradient}`
      : "it could not be found again";
  return new SummnbError(
    `The loss or its gradient is not a finite number at step ${figures.step} (loss ${figures.loss}, gradient norm ${figures.gradNorm}): ${began}. Lower learningRate, or clip with maxGradNorm.`,
  );
}
