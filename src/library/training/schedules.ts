/**
 * Learning-rate schedules: the factor of the base rate for the update with index `step` (from 0), as
 * `transformers.optimization` computes it.
 */
import { SummnbError } from "../errors.js";

/** What a schedule takes besides, each with Transformers' default where it is missing. */
export interface ScheduleKwargs {
  /** cosine: waves, 0.5 is once down; cosine_with_restarts: how often it starts anew, 1. */
  numCycles?: number;
  /** polynomial: the last rate, 1e-7. */
  lrEnd?: number;
  /** polynomial: exponent, 1. */
  power?: number;
  /** inverse_sqrt: the warm-up steps, or 10,000. */
  timescale?: number;
  /** cosine_with_min_lr: the last rate's share of the first, 0. */
  minLrRate?: number;
  /** cosine_with_min_lr: the last rate itself, instead of minLrRate. */
  minLr?: number;
}

export const scheduleKwargNames: readonly (keyof ScheduleKwargs)[] = [
  "numCycles",
  "lrEnd",
  "power",
  "timescale",
  "minLrRate",
  "minLr",
];

export interface ScheduleOptions {
  warmupSteps: number;
  maxSteps: number;
  learningRate: number;
  kwargs?: ScheduleKwargs;
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

/** 1 to 0 along `cycles` waves of a cosine. */
const wave = (cycles: number, done: number) => Math.max(0, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * done)));

export const schedules = {
  linear: withWarmup((step, { warmupSteps, maxSteps }) =>
    Math.max(0, (maxSteps - step) / Math.max(1, maxSteps - warmupSteps)),
  ),
  cosine: withWarmup((step, options) => wave(options.kwargs?.numCycles ?? 0.5, progress(step, options))),
  cosine_with_restarts: withWarmup((step, options) => {
    const done = progress(step, options);
    return done >= 1 ? 0 : wave(0.5, ((options.kwargs?.numCycles ?? 1) * done) % 1);
  }),
  cosine_with_min_lr: withWarmup((step, options) => {
    const { numCycles = 0.5, minLr = 0, minLrRate = minLr / options.learningRate } = options.kwargs ?? {};
    return wave(numCycles, progress(step, options)) * (1 - minLrRate) + minLrRate;
  }),
  constant: () => 1,
  constant_with_warmup: withWarmup(() => 1),
  polynomial: withWarmup((step, options) => {
    const { maxSteps, learningRate, kwargs } = options;
    const { lrEnd = 1e-7, power = 1 } = kwargs ?? {};
    if (step > maxSteps) return lrEnd / learningRate;
    return ((learningRate - lrEnd) * (1 - progress(step, options)) ** power + lrEnd) / learningRate;
  }),
  inverse_sqrt: withWarmup((step, { warmupSteps, kwargs }) => {
    const timescale = kwargs?.timescale ?? (warmupSteps || 10_000);
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
