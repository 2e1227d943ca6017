import type { OptimizerName } from "../optimizers/index.js";
import type { ScheduleKwargs, SchedulerType } from "../schedules.js";

/** When something happens: never, each N steps, or after each epoch. */
export type IntervalStrategy = "no" | "steps" | "epoch";

/** Arguments of a training run: the names and defaults of Transformers 4.57, in camelCase. */
export interface TrainingArgumentValues {
  /** Where checkpoints and the final model go. */
  outputDir: string;
  learningRate: number;
  numTrainEpochs: number;
  /** Updates to do; -1 means numTrainEpochs decides. */
  maxSteps: number;
  perDeviceTrainBatchSize: number;
  perDeviceEvalBatchSize: number;
  gradientAccumulationSteps: number;
  /** Halve the batch when memory runs out, and keep the effective batch by accumulating. */
  autoFindBatchSize: boolean;
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
  loggingStrategy: IntervalStrategy;
  /** Steps between two logs. */
  loggingSteps: number;
  loggingFirstStep: boolean;
  evalStrategy: IntervalStrategy;
  /** Steps between two evaluations; null takes loggingSteps. */
  evalSteps: number | null;
  saveStrategy: IntervalStrategy;
  /** Steps between two checkpoints. */
  saveSteps: number;
  /** Checkpoints that are kept, the newest and the best first; null keeps all. */
  saveTotalLimit: number | null;
  /** End with the weights of the best evaluation; needs equal strategies of evaluating and saving. */
  loadBestModelAtEnd: boolean;
  /** "loss" or a figure of the evaluation such as "rouge1"; null is "loss". */
  metricForBestModel: string | null;
  /** Null: every metric but a loss. */
  greaterIsBetter: boolean | null;
  /** Checkpoint to go on from: its folder, or true for the newest in outputDir. */
  resumeFromCheckpoint: string | boolean | null;
  seed: number;
  /** Of the order of rows; null takes seed. */
  dataSeed: number | null;
  /** Autocast to bfloat16; weights stay as they are. */
  bf16: boolean;
  fp16: boolean;
  /** Compute each block's activations again in backward instead of keeping them. */
  gradientCheckpointing: boolean;
  groupByLength: boolean;
  optim: OptimizerName;
  /** "tokens": mean over all target tokens of an update; "microbatch": as Transformers 4.57. */
  lossNormalization: "tokens" | "microbatch";
  /** Evaluations also generate summaries and score them by ROUGE. */
  predictWithGenerate: boolean;
  /** Most ids of an evaluation's summaries, start token counted; null takes the model's own. */
  generationMaxLength: number | null;
  generationNumBeams: number | null;
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
  autoFindBatchSize: false,
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
  loggingStrategy: "steps",
  loggingSteps: 500,
  loggingFirstStep: false,
  evalStrategy: "no",
  evalSteps: null,
  saveStrategy: "steps",
  saveSteps: 500,
  saveTotalLimit: null,
  loadBestModelAtEnd: false,
  metricForBestModel: null,
  greaterIsBetter: null,
  resumeFromCheckpoint: null,
  seed: 42,
  dataSeed: null,
  bf16: false,
  fp16: false,
  gradientCheckpointing: false,
  groupByLength: false,
  optim: "adamw_torch",
  lossNormalization: "tokens",
  predictWithGenerate: false,
  generationMaxLength: null,
  generationNumBeams: null,
  device: null,
};
