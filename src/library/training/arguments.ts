import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";
import { type OptimizerName, optimizerNames } from "./optimizers/index.js";
import { type ScheduleKwargs, type SchedulerType, scheduleKwargNames, schedules } from "./schedules.js";

/** When something happens: never, each N steps, or after each epoch. */
export type IntervalStrategy = "no" | "steps" | "epoch";

/** Arguments of a training run: the names and defaults of Transformers 4.57, in camelCase. */
export interface TrainingArgumentValues {
  /** Where the final model goes. */
  outputDir: string;
  learningRate: number;
  numTrainEpochs: number;
  /** Updates to do; -1 means numTrainEpochs decides. */
  maxSteps: number;
  perDeviceTrainBatchSize: number;
  perDeviceEvalBatchSize: number;
  gradientAccumulationSteps: number;
  weightDecay: number;
  adamBeta1: number;
  adamBeta2: number;
  adamEpsilon: number;
  /** L2 norm that gradients are clipped to; 0 turns clipping off. */
  maxGradNorm: number;
  lrSchedulerType: SchedulerType;
  /** What a schedule takes besides: `numCycles`, `lrEnd`, `power`, `timescale`, `minLrRate`. */
  lrSchedulerKwargs: ScheduleKwargs;
  warmupSteps: number;
  /** Share of all steps; counts when warmupSteps is 0. */
  warmupRatio: number;
  labelSmoothingFactor: number;
  /** Steps between two logs. */
  loggingSteps: number;
  loggingFirstStep: boolean;
  evalStrategy: IntervalStrategy;
  /** Steps between two evaluations; null takes loggingSteps. */
  evalSteps: number | null;
  /** Checkpoints while training are not there yet: "no" is the only choice. */
  saveStrategy: "no";
  seed: number;
  /** Of the order of rows; null takes seed. */
  dataSeed: number | null;
  /** Autocast to bfloat16; weights stay as they are. */
  bf16: boolean;
  fp16: boolean;
  /** Not there yet: false is the only choice. */
  gradientCheckpointing: boolean;
  groupByLength: boolean;
  optim: OptimizerName;
  /** "tokens": mean over all target tokens of an update; "microbatch": as Transformers 4.57. */
  lossNormalization: "tokens" | "microbatch";
  /** "cuda", "mps", "cpu"; null leaves the model where it is. */
  device: string | null;
}

export const trainingDefaults: TrainingArgumentValues = {
  outputDir: "out",
  learningRate: 5e-5,
  numTrainEpochs: 3,
  maxSteps: -1,
  perDeviceTrainBatchSize: 8,
  perDeviceEvalBatchSize: 8,
  gradientAccumulationSteps: 1,
  weightDecay: 0,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamEpsilon: 1e-8,
  maxGradNorm: 1,
  lrSchedulerType: "linear",
  lrSchedulerKwargs: {},
  warmupSteps: 0,
  warmupRatio: 0,
  labelSmoothingFactor: 0,
  loggingSteps: 500,
  loggingFirstStep: false,
  evalStrategy: "no",
  evalSteps: null,
  saveStrategy: "no",
  seed: 42,
  dataSeed: null,
  bf16: false,
  fp16: false,
  gradientCheckpointing: false,
  groupByLength: false,
  optim: "adamw_torch",
  lossNormalization: "tokens",
  device: null,
};

type Check = (value: unknown) => string | undefined;

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
const checks: Record<keyof TrainingArgumentValues, Check> = {
  outputDir: text,
  learningRate: numberFrom(0),
  numTrainEpochs: numberFrom(0),
  maxSteps: integerFrom(-1),
  perDeviceTrainBatchSize: integerFrom(1),
  perDeviceEvalBatchSize: integerFrom(1),
  gradientAccumulationSteps: integerFrom(1),
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
  loggingSteps: integerFrom(1),
  loggingFirstStep: flag,
  evalStrategy: strategy,
  evalSteps: orNull(integerFrom(1)),
  saveStrategy: notYet("no"),
  seed: integerFrom(0),
  dataSeed: orNull(integerFrom(0)),
  bf16: flag,
  fp16: flag,
  gradientCheckpointing: notYet(false),
  groupByLength: flag,
  optim: oneOf(...optimizerNames),
  lossNormalization: oneOf("tokens", "microbatch"),
  device: orNull(text),
};

/** Checked arguments of a training run; every value can be read, none changed. */
export class Seq2SeqTrainingArguments {
  readonly values: Readonly<TrainingArgumentValues>;

  /** @throws SummnbError naming an unknown argument and the nearest right one, or what a value must be */
  constructor(given: Partial<TrainingArgumentValues> = {}) {
    for (const [name, value] of Object.entries(given)) {
      const check = Object.hasOwn(checks, name) ? checks[name as keyof TrainingArgumentValues] : undefined;
      if (!check)
        throw new SummnbError(
          `The training argument "${name}" does not exist${nearest(name, Object.keys(checks), ". Did you mean ", "?") || "."}`,
        );
      const wanted = check(value);
      if (wanted)
        throw new SummnbError(
          `The training argument "${name}" must be ${wanted}, not ${JSON.stringify(value)}.`,
        );
    }
    if (given.fp16)
      throw new SummnbError(
        "Training in float16 is refused: T5's activations overflow its range and the loss becomes NaN. Use bf16: true.",
      );
    this.values = Object.freeze({ ...trainingDefaults, ...given });
  }
}
