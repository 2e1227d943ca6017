/**
 * Learning-rate schedules: the factor of the base rate for the update with index `step` (from 0), as
 * `transformers.optimization` computes it.
 */
import { SummnbError } from "../errors.js";

export interface ScheduleOptions {
  warmupSteps: number;
  maxSteps: number;
  learningRate: number;
}

type Schedule = (step: number, options: ScheduleOptions) => number;

const warmup = (step: number, warmupSteps: number) => step / Math.max(1, warmupSteps);

/** Share of the steps after warm-up that are done, in [0, 1]. */
function progress(step: number, { warmupSteps, maxSteps }: ScheduleOptions): number {
  return (step - warmupSteps) / Math.max(1, maxSteps - warmupSteps);
}

/** Warm-up first, then `after`. */
const withWarmup =
  (after: Schedule): Schedule =>
  (step, options) =>
    step < options.warmupSteps ? warmup(step, options.warmupSteps) : after(step, options);

/** Where the polynomial schedule ends, as a rate. */
const polynomialEnd = 1e-7;

export const schedules = {
  linear: withWarmup((step, { warmupSteps, maxSteps }) =>
    Math.max(0, (maxSteps - step) / Math.max(1, maxSteps - warmupSteps)),
  ),
  cosine: withWarmup((step, options) => Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress(step, options))))),
  constant: () => 1,
  constant_with_warmup: withWarmup(() => 1),
  polynomial: withWarmup((step, options) => {
    const { maxSteps, learningRate } = options;
    if (step > maxSteps) return polynomialEnd / learningRate;
    const remaining = 1 - progress(step, options);
    return ((learningRate - polynomialEnd) * remaining + polynomialEnd) / learningRate;
  }),
  inverse_sqrt: withWarmup((step, { warmupSteps }) => {
    const timescale = warmupSteps || 10_000;
    return 1 / Math.sqrt((step + timescale - warmupSteps) / timescale);
  }),
} satisfies Record<string, Schedule>;

export type SchedulerType = keyof typeof schedules;

/** The rate that the update with index `step` uses. */
export function learningRateAt(type: SchedulerType, step: number, options: ScheduleOptions): number {
  const schedule: Schedule | undefined = schedules[type];
  if (!schedule)
    throw new SummnbError(
      `The schedule "${type}" is unknown; summnb has ${Object.keys(schedules).join(", ")}.`,
    );
  return options.learningRate * schedule(step, options);
}
