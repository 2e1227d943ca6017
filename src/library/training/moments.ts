import type { TrainingArgumentValues } from "./arguments/index.js";
import type { TrainingPlan } from "./plan.js";
import type { TrainerState } from "./state.js";

/** What is due after an update. */
export interface Moments {
  log: boolean;
  evaluate: boolean;
  save: boolean;
}

/** As Transformers' DefaultFlowCallback; besides, a run shorter than loggingSteps logs once. */
export function momentsAfter(
  step: number,
  endsEpoch: boolean,
  { args, plan, state }: { args: TrainingArgumentValues; plan: TrainingPlan; state: TrainerState },
): Moments {
  const last = step === plan.maxSteps;
  const every = (strategy: string, steps: number) =>
    (strategy === "steps" && step % steps === 0) || (strategy === "epoch" && (endsEpoch || last));
  const { loggingSteps, loggingStrategy } = args;
  const done = args.evalStrategy === "epoch" ? state.epoch : step;
  const onlyChance = last && loggingStrategy === "steps" && plan.maxSteps < loggingSteps;
  return {
    log: every(loggingStrategy, loggingSteps) || (args.loggingFirstStep && step === 1) || onlyChance,
    evaluate: args.evalDelay <= done && every(args.evalStrategy, args.evalSteps ?? loggingSteps),
    // With checkpoints by steps, the end is one more: nothing of a run is lost.
    save: every(args.saveStrategy, args.saveSteps) || (last && args.saveStrategy === "steps"),
  };
}
