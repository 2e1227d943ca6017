import type { GenerationConfig } from "../../generation/config.js";
import type { GenerationOptions } from "../../generation/options.js";
import type { OptimizerName } from "../optimizers/index.js";
import type { ScheduleKwargs, SchedulerType } from "../schedules.js";

/** When something happens: never, each N steps, or after each epoch. */
export type IntervalStrategy = "no" | "steps" | "epoch";

/** `best`: after each evaluation that is the best so far. */
export type SaveStrategy = IntervalStrategy | "best";

/**
 * What is uploaded when, with pushToHub: the final model by saveModel(); also at every save; the newest checkpoint
 * too, in last-checkpoint; every checkpoint too.
 */
export type HubStrategy = "end" | "every_save" | "checkpoint" | "all_checkpoints";

/** What else learns of a run's figures; "all" is every kind there is. */
export type ReportTo = "none" | "all" | "tensorboard";

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
  /** What a schedule takes besides: `numCycles`, `lrEnd`, `power`, `timescale`, `minLrRate`, `minLr`. */
  lrSchedulerKwargs: ScheduleKwargs;
  warmupSteps: number;
  /** Share of all steps; counts when warmupSteps is 0. */
  warmupRatio: number;
  labelSmoothingFactor: number;
  loggingStrategy: IntervalStrategy;
  /** Steps between two logs; below 1, a share of all steps. */
  loggingSteps: number;
  loggingFirstStep: boolean;
  evalStrategy: IntervalStrategy;
  /** Steps between two evaluations; below 1, a share of all steps; null takes loggingSteps. */
  evalSteps: number | null;
  /** Steps, or with evalStrategy "epoch" epochs, before the first evaluation. */
  evalDelay: number;
  saveStrategy: SaveStrategy;
  /** Steps between two checkpoints; below 1, a share of all steps. */
  saveSteps: number;
  /** Checkpoints hold weights and tokenizer alone: smaller, and no training can go on from them. */
  saveOnlyModel: boolean;
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
  /** Leave out an epoch's last batch when it is not full. Evaluation keeps every row. */
  dataloaderDropLast: boolean;
  /** Column of rows that are tokenized already which holds the labels; null is ["labels"]. */
  labelNames: readonly [string] | null;
  optim: OptimizerName;
  /** LoRA+: how many times as fast as A the matrices B learn, PEFT's `loraplus_lr_ratio`; null is plain LoRA. */
  loraplusLrRatio: number | null;
  /** "tokens": mean over all target tokens of an update; "microbatch": as Transformers 4.57. */
  lossNormalization: "tokens" | "microbatch";
  /** Evaluations also generate summaries and score them by ROUGE. */
  predictWithGenerate: boolean;
  /** Most ids of an evaluation's summaries, start token counted; null takes the model's own. */
  generationMaxLength: number | null;
  generationNumBeams: number | null;
  /** Further generation options of evaluations; null takes the model's own. */
  generationConfig: GenerationConfig | Partial<GenerationOptions> | null;
  /** "cuda", "mps", "cpu"; null leaves the model where it is. */
  device: string | null;
  /** Name of the run in the run store; null is the model's. */
  runName: string | null;
  /** Where event files for TensorBoard are written; default is "none", the run store has every figure anyway. */
  reportTo: ReportTo | readonly ReportTo[];
  /** Folder of those files; null is a folder of the run's own in outputDir/runs. */
  loggingDir: string | null;
  /** Show no live table and curve. */
  disableTqdm: boolean;
  /** Upload the model to the Hugging Face Hub, as hubStrategy says and by saveModel(). */
  pushToHub: boolean;
  /** Repository, OWNER/NAME or the token's user's NAME; null is the last name of outputDir. */
  hubModelId: string | null;
  hubStrategy: HubStrategy;
  /** Whether a repository that is made is private; null is true. */
  hubPrivateRepo: boolean | null;
  /** Upload every save, one after the other; otherwise those during an upload are left out. */
  hubAlwaysPush: boolean;
  /** Branch that is uploaded to; null is the main one. */
  hubRevision: string | null;
}
