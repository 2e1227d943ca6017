import type { CallbackContext, TrainerCallback } from "./callbacks.js";

/** saveStrategy "best": a checkpoint after each evaluation that is the best so far. */
export const saveBest: TrainerCallback = {
  onEvaluate({ args, state, control }: CallbackContext): void {
    if (args.saveStrategy === "best" && state.best?.step === state.step) control.shouldSave = true;
  },
};
