import type { TrainingArgumentValues } from "./values.js";

/** Arguments whose steps are whole: a share of all steps becomes that many, rounded up as Transformers does. */
export function withWholeSteps(args: TrainingArgumentValues, maxSteps: number): TrainingArgumentValues {
  const whole = (steps: number) => (steps < 1 ? Math.ceil(maxSteps * steps) : steps);
  return {
    ...args,
    loggingSteps: whole(args.loggingSteps),
    evalSteps: args.evalSteps === null ? null : whole(args.evalSteps),
    saveSteps: whole(args.saveSteps),
  };
}
