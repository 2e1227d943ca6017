import { optimizerNames } from "../optimizers/index.js";
import { type ScheduleKwargs, scheduleKwargNames, schedules } from "../schedules.js";
import type { TrainingArgumentValues } from "./values.js";

/** Undefined when a value will do, else what it must be. */
export type Check = (value: unknown) => string | undefined;

const integerFrom =
  (low: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= low ? undefined : `a whole number from ${low} on`;
const numberFrom =
  (low: number): Check =>
  (value) =>
    typeof value === "number" && value >= low && Number.isFinite(value)
      ? undefined
      : `a number from ${low} on`;
const share: Check = (value) =>
  typeof value === "number" && value >= 0 && value < 1 ? undefined : "a number from 0 to below 1";
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "a text");
const oneOf =
  (...choices: string[]): Check =>
  (value) =>
    choices.includes(value as string) ? undefined : `one of ${choices.join(", ")}`;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value);
const textOrFlag: Check = (value) =>
  text(value) === undefined || flag(value) === undefined ? undefined : "a folder, true or false";

/** An argument that Transformers has and summnb reads, but does not act on yet. */
const notYet =
  (only: unknown): Check =>
  (value) =>
    value === only ? undefined : `${JSON.stringify(only)}, because this version has nothing else yet`;

const scheduleKwargs: Check = (value) => {
  const isKwargs =
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(
      ([name, x]) => scheduleKwargNames.includes(name as keyof ScheduleKwargs) && typeof x === "number",
    );
  return isKwargs ? undefined : `an object of numbers with the keys ${scheduleKwargNames.join(", ")}`;
};

const strategy = oneOf("no", "steps", "epoch");

/** What each argument may be; an argument without a row here does not exist. */
export const checks: Record<keyof TrainingArgumentValues, Check> = {
  outputDir: text,
  learningRate: numberFrom(0),
  numTrainEpochs: numberFrom(0),
  maxSteps: integerFrom(-1),
  perDeviceTrainBatchSize: integerFrom(1),
  perDeviceEvalBatchSize: integerFrom(1),
  gradientAccumulationSteps: integerFrom(1),
  autoFindBatchSize: flag,
  weightDecay: numberFrom(0),
  adamBeta1: share,
  adamBeta2: share,
  adamEpsilon: numberFrom(0),
  maxGradNorm: numberFrom(0),
  lrSchedulerType: oneOf(...Object.keys(schedules)),
  lrSchedulerKwargs: scheduleKwargs,
  warmupSteps: integerFrom(0),
  warmupRatio: share,
  labelSmoothingFactor: share,
  loggingStrategy: strategy,
  loggingSteps: integerFrom(1),
  loggingFirstStep: flag,
  evalStrategy: strategy,
  evalSteps: orNull(integerFrom(1)),
  saveStrategy: strategy,
  saveSteps: integerFrom(1),
  saveTotalLimit: orNull(integerFrom(1)),
  loadBestModelAtEnd: flag,
  metricForBestModel: orNull(text),
  greaterIsBetter: orNull(flag),
  resumeFromCheckpoint: orNull(textOrFlag),
  seed: integerFrom(0),
  dataSeed: orNull(integerFrom(0)),
  bf16: flag,
  fp16: flag,
  gradientCheckpointing: notYet(false),
  groupByLength: flag,
  optim: oneOf(...optimizerNames),
  lossNormalization: oneOf("tokens", "microbatch"),
  predictWithGenerate: flag,
  generationMaxLength: orNull(integerFrom(2)),
  generationNumBeams: orNull(integerFrom(1)),
  device: orNull(text),
};
