import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";

/** An adapter that is in no layer leaves nothing to train. */
export const loraTargets: Rule<TrainingFacts> = {
  name: "lora-targets",
  severity: "error",
  check({ adapter, model, cells }): Found | undefined {
    if (!adapter || (adapter.layers > 0 && !adapter.problem)) return undefined;
    return {
      message:
        adapter.problem ??
        `LoRA's targets ${adapter.targets} match no layer of ${model?.name ?? "the model"}.`,
      fix: 'Name layers that the model has in targetModules, such as ["q", "v"] for T5 and ["q_proj", "v_proj"] for BART and Pegasus, or take "all-linear".',
      cell: cells?.adapter,
    };
  },
};
