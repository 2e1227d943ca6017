import { bytesText } from "../../../display/figures.js";
import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";

/** An estimate is right within a quarter at worst, so that above this part of the memory it may not fit. */
const tight = 0.9;

export const batchMemory: Rule<TrainingFacts> = {
  name: "batch-memory",
  severity: "error",
  check({ memory, arguments: args, cells }): Found | undefined {
    if (!memory || memory.available === null || memory.peak <= tight * memory.available) return undefined;
    const fits = memory.peak <= memory.available;
    const batch = args?.perDeviceTrainBatchSize;
    return {
      severity: fits || args?.autoFindBatchSize ? "warning" : "error",
      message: `A step${batch === undefined ? "" : ` with batches of ${batch}`} needs about ${bytesText(memory.peak)}, and ${bytesText(memory.available)} are free, so it ${fits ? "may run" : "runs"} out of memory${args?.autoFindBatchSize ? " and autoFindBatchSize halves the batch" : ""}.`,
      fix: "Lower perDeviceTrainBatchSize and raise gradientAccumulationSteps by the same factor, which changes no result; gradientCheckpointing, shorter maxSourceLength and LoRA need less too.",
      cell: cells?.arguments ?? cells?.trainer,
    };
  },
};
