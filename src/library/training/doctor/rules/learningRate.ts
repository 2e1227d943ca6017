import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";

/**
 * Learning rates of the other way of training. LoRA's few weights start from nothing and take 1e-4 to 5e-3
 * (Hu et al. 2021, table 11 to 15); all weights of a pretrained model take 1e-5 to 3e-4.
 */
const highestOfFull = 5e-4;
const lowestOfLora = 5e-5;

/** By the optimizer, how much higher rates are usual; one without a row has none to compare with. */
const scales: Record<string, number> = { adamw_torch: 1, adamw_torch_fused: 1, adafactor: 10 };

export const learningRate: Rule<TrainingFacts> = {
  name: "learning-rate",
  severity: "warning",
  check({ arguments: args, adapter, model, hasOwnCollator, cells }): Found | undefined {
    const scale = scales[args?.optim ?? "adamw_torch"];
    const rate = args?.learningRate;
    if (rate === undefined || rate === 0 || scale === undefined || hasOwnCollator || !model || model.isFresh)
      return undefined;
    const cell = cells?.arguments ?? cells?.trainer;
    if (adapter && rate <= lowestOfLora)
      return {
        message: `A learning rate of ${rate} suits full fine-tuning, while LoRA's few weights start from nothing and hardly move at it.`,
        fix: "Set learningRate to 2e-4 up to 1e-3 for LoRA.",
        cell,
      };
    if (!adapter && rate >= highestOfFull * scale)
      return {
        message: `A learning rate of ${rate} suits LoRA, while here all weights of ${model.name} train, which forget at such a rate what they were pretrained for.`,
        fix: "Set learningRate to 1e-5 up to 3e-4 for full fine-tuning, or train an adapter with getPeftModel.",
        cell,
      };
    return undefined;
  },
};
