import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";

/** T5's feed-forward activations exceed float16's 65,504. */
export const fp16: Rule<TrainingFacts> = {
  name: "fp16",
  severity: "error",
  check({ model, arguments: args, cells }): Found | undefined {
    const isHalf = model?.dtype === "float16";
    if (!args?.fp16 && !isHalf) return undefined;
    const isT5 = model === undefined || /t5/.test(model.type);
    return {
      message: `${isHalf ? "The weights are float16" : "fp16 is on"}, and ${isT5 ? "T5's activations exceed the range of float16, so that the loss becomes NaN" : "small gradients become 0 in float16"}.`,
      fix: isHalf
        ? 'Load the model with dtype: "bfloat16" or "float32".'
        : "Use bf16: true, which has the range of float32, or neither.",
      cell: isHalf ? cells?.trainer : (cells?.arguments ?? cells?.trainer),
    };
  },
};
