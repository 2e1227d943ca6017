import { SummnbError } from "../../errors.js";
import type { TrainingArgumentValues } from "./values.js";

/** @throws SummnbError for what only shows when arguments are seen together */
export function checkTogether(args: TrainingArgumentValues): void {
  if (args.fp16)
    throw new SummnbError(
      "Training in float16 is refused: T5's activations overflow its range and the loss becomes NaN. Use bf16: true.",
    );
  const { minLr, minLrRate } = args.lrSchedulerKwargs;
  if (minLr !== undefined && minLrRate !== undefined)
    throw new SummnbError(
      "lrSchedulerKwargs has both minLr, a rate, and minLrRate, its share of learningRate; keep one of them.",
    );
  if (args.saveStrategy === "best" && args.evalStrategy === "no")
    throw new SummnbError(
      'saveStrategy "best" saves after an evaluation that is the best so far, but evalStrategy is "no"; set it to "epoch" or "steps".',
    );
  if (args.loadBestModelAtEnd) checkBest(args);
}

/** Every evaluation that may turn out the best needs a checkpoint. */
function checkBest({ evalStrategy, saveStrategy, saveSteps, ...args }: TrainingArgumentValues): void {
  if (saveStrategy === "best") return;
  if (evalStrategy === "no" || saveStrategy !== evalStrategy)
    throw new SummnbError(
      `loadBestModelAtEnd needs a checkpoint for every evaluation: evalStrategy is "${evalStrategy}" and saveStrategy "${saveStrategy}"; make them the same, or saveStrategy "best".`,
    );
  if (evalStrategy !== "steps") return;
  const evalSteps = args.evalSteps ?? args.loggingSteps;
  if (evalSteps < 1 !== saveSteps < 1)
    throw new SummnbError(
      `loadBestModelAtEnd can't tell whether checkpoints are where evaluations are: saveSteps (${saveSteps}) and evalSteps (${evalSteps}) must both be steps, or both be shares of all steps.`,
    );
  // Shares such as 0.3 and 0.1 are no multiples in binary.
  const whole = (steps: number) => Math.round(steps < 1 ? 1e6 * steps : steps);
  if (whole(saveSteps) % whole(evalSteps) !== 0)
    throw new SummnbError(
      `loadBestModelAtEnd needs checkpoints where evaluations are: saveSteps (${saveSteps}) must be a multiple of evalSteps (${evalSteps}).`,
    );
}
