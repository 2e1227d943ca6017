import { GenerationConfig } from "../../generation/config.js";
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
const numberAbove0: Check = (value) =>
  typeof value === "number" && value > 0 && Number.isFinite(value) ? undefined : "a number above 0";
const share: Check = (value) =>
  typeof value === "number" && value >= 0 && value < 1 ? undefined : "a number from 0 to below 1";
export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
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

const stepsOrShare: Check = (value) =>
  (Number.isInteger(value) && (value as number) >= 1) || (typeof value === "number" && value > 0 && value < 1)
    ? undefined
    : "a whole number of steps from 1 on, or a share of all steps between 0 and 1";
const shareOrWhole: Check = (value) =>
  value === 1 || share(value) === undefined ? undefined : "a number from 0 to 1";

/** A name alone is what Transformers takes for a list of one. */
const targets = ["none", "all", "tensorboard"];
const reportTo: Check = (value) => {
  const names = Array.isArray(value) ? value : [value];
  return names.every((name) => targets.includes(name))
    ? undefined
    : `"none", "tensorboard" or ["tensorboard"] (the run store keeps every figure, for other tools too)`;
};

const labelColumn: Check = (value) =>
  Array.isArray(value) && value.length === 1 && text(value[0]) === undefined
    ? undefined
    : '["labels"], or a list with the one column that holds the labels';

const generationConfig: Check = (value) => {
  if (value instanceof GenerationConfig) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return "an object of generation options, such as { numBeams: 4 }";
  // What is wrong with an option, GenerationConfig says itself.
  new GenerationConfig(value);
  return undefined;
};

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
  warmupRatio: shareOrWhole,
  labelSmoothingFactor: share,
  loggingStrategy: strategy,
  loggingSteps: stepsOrShare,
  loggingFirstStep: flag,
  evalStrategy: strategy,
  evalSteps: orNull(stepsOrShare),
  evalDelay: numberFrom(0),
  saveStrategy: oneOf("no", "steps", "epoch", "best"),
  saveSteps: stepsOrShare,
  saveOnlyModel: flag,
  saveTotalLimit: orNull(integerFrom(1)),
  loadBestModelAtEnd: flag,
  metricForBestModel: orNull(text),
  greaterIsBetter: orNull(flag),
  resumeFromCheckpoint: orNull(textOrFlag),
  seed: integerFrom(0),
  dataSeed: orNull(integerFrom(0)),
  bf16: flag,
  fp16: flag,
  gradientCheckpointing: flag,
  groupByLength: flag,
  dataloaderDropLast: flag,
  labelNames: orNull(labelColumn),
  optim: oneOf(...optimizerNames),
  loraplusLrRatio: orNull(numberAbove0),
  lossNormalization: oneOf("tokens", "microbatch"),
  predictWithGenerate: flag,
  generationMaxLength: orNull(integerFrom(2)),
  generationNumBeams: orNull(integerFrom(1)),
  generationConfig: orNull(generationConfig),
  device: orNull(text),
  runName: orNull(text),
  reportTo,
  loggingDir: orNull(text),
  disableTqdm: flag,
  pushToHub: flag,
  hubModelId: orNull(text),
  hubStrategy: oneOf("end", "every_save", "checkpoint", "all_checkpoints"),
  hubPrivateRepo: orNull(flag),
  hubAlwaysPush: flag,
  hubRevision: orNull(text),
};
