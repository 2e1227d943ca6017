/**
 * The training arguments as a form shows them and as docs/training-arguments.md lists them. The library's own
 * `trainingDefaults` and `checks` decide; a test compares them with this table.
 */
import { hubArguments, placeArguments, reportArguments } from "./training-outputs.js";
import { whenArguments } from "./training-when.js";
import type { Argument, ArgumentGroup } from "./types.js";

const length: readonly Argument[] = [
  {
    name: "numTrainEpochs",
    kind: "number",
    default: 3,
    min: 0,
    help: "Passes over the training rows. Counts while maxSteps is -1.",
  },
  {
    name: "maxSteps",
    kind: "integer",
    default: -1,
    min: -1,
    help: "Updates of the weights; -1 leaves it to numTrainEpochs.",
  },
  {
    name: "perDeviceTrainBatchSize",
    kind: "integer",
    default: 8,
    min: 1,
    help: "Rows that go through the model at once. The largest part of the memory grows with it.",
  },
  {
    name: "gradientAccumulationSteps",
    kind: "integer",
    default: 1,
    min: 1,
    help: "Batches whose gradients make one update: batch 1 and 8 of them is batch 8, in less memory and more time.",
  },
  {
    name: "autoFindBatchSize",
    kind: "flag",
    default: false,
    help: "Halve the batch when memory runs out, and keep the effective batch by accumulating.",
  },
  {
    name: "groupByLength",
    kind: "flag",
    default: false,
    help: "Put rows of similar length into a batch, so that little is padded.",
  },
  {
    name: "dataloaderDropLast",
    kind: "flag",
    default: false,
    help: "Leave out an epoch's last batch when it is not full.",
  },
  {
    name: "seed",
    kind: "integer",
    default: 42,
    min: 0,
    help: "Of the order of rows, dropout and new weights. The same seed repeats the run.",
  },
  {
    name: "dataSeed",
    kind: "integer",
    default: null,
    min: 0,
    optional: true,
    help: "Of the order of rows alone; empty takes seed.",
  },
];

const optimizer: readonly Argument[] = [
  {
    name: "learningRate",
    kind: "number",
    default: 5e-5,
    min: 0,
    help: "How far an update goes. LoRA often needs 1e-4 to 1e-3, full fine-tuning 1e-5 to 1e-4.",
  },
  {
    name: "lrSchedulerType",
    kind: "choice",
    default: "linear",
    choices: [
      "linear",
      "cosine",
      "cosine_with_restarts",
      "cosine_with_min_lr",
      "polynomial",
      "constant",
      "constant_with_warmup",
      "inverse_sqrt",
    ],
    help: "How the learning rate changes over the run; linear falls to 0.",
  },
  {
    name: "lrSchedulerKwargs",
    kind: "json",
    default: {},
    help: 'Numbers that a schedule takes besides, such as {"numCycles": 2}.',
  },
  {
    name: "warmupSteps",
    kind: "integer",
    default: 0,
    min: 0,
    help: "Updates in which the learning rate rises from 0.",
  },
  {
    name: "warmupRatio",
    kind: "number",
    default: 0,
    min: 0,
    help: "The same as a share of all steps, from 0 to 1; counts while warmupSteps is 0.",
  },
  {
    name: "weightDecay",
    kind: "number",
    default: 0,
    min: 0,
    help: "Pulls weights towards 0 at each update; biases and norms are left out. 0.01 is usual.",
  },
  {
    name: "maxGradNorm",
    kind: "number",
    default: 1,
    min: 0,
    help: "Longest gradient (L2 norm) that an update uses; 0 turns clipping off.",
  },
  {
    name: "optim",
    kind: "choice",
    default: "adamw_torch",
    choices: ["adamw_torch", "adamw_torch_fused", "adafactor", "sgd"],
    help: "adafactor keeps far less state than AdamW, sgd none.",
  },
  {
    name: "adamBeta1",
    kind: "number",
    default: 0.9,
    min: 0,
    below: 1,
    help: "Decay of AdamW's mean of gradients.",
  },
  {
    name: "adamBeta2",
    kind: "number",
    default: 0.999,
    min: 0,
    below: 1,
    help: "Decay of AdamW's mean of squared gradients.",
  },
  {
    name: "adamEpsilon",
    kind: "number",
    default: 1e-8,
    min: 0,
    help: "Added to AdamW's divisor, so that it is never 0.",
  },
  {
    name: "loraplusLrRatio",
    kind: "number",
    default: null,
    min: 0,
    above: true,
    optional: true,
    help: "LoRA+: how many times as fast as A the matrices B learn, often 16; empty is plain LoRA.",
  },
];

const loss: readonly Argument[] = [
  {
    name: "labelSmoothingFactor",
    kind: "number",
    default: 0,
    min: 0,
    below: 1,
    help: "Share of the target's probability that goes to all other tokens; 0.1 is usual.",
  },
  {
    name: "lossNormalization",
    kind: "choice",
    default: "tokens",
    choices: ["tokens", "microbatch"],
    help: "tokens: mean over all target tokens of an update; microbatch: mean of the batches' means, as Transformers 4.57.",
  },
  {
    name: "labelNames",
    kind: "json",
    default: null,
    optional: true,
    help: 'Column with the labels of rows that are tokenized already; empty is ["labels"].',
  },
];

const memory: readonly Argument[] = [
  {
    name: "device",
    kind: "text",
    default: null,
    optional: true,
    help: "cuda, mps or cpu; empty is the first of them that this machine has.",
  },
  {
    name: "bf16",
    kind: "flag",
    default: false,
    help: "Compute in bfloat16 where that is safe: faster and smaller on new GPUs. Weights stay as they are.",
  },
  {
    name: "fp16",
    kind: "flag",
    default: false,
    help: "Refused: float16 overflows in T5. Take bf16.",
  },
  {
    name: "gradientCheckpointing",
    kind: "flag",
    default: false,
    help: "Compute each block's activations again instead of keeping them: much less memory, about a third more time.",
  },
];

/** All training arguments, in the order in which a form shows them. */
export const trainingArguments: readonly ArgumentGroup[] = [
  { title: "Length and batches", arguments: length },
  { title: "Optimizer and learning rate", arguments: optimizer },
  { title: "Loss", arguments: loss },
  { title: "Device and memory", arguments: memory },
  ...whenArguments,
  { title: "Output folder and resuming", arguments: placeArguments },
  { title: "Reports", arguments: reportArguments },
  { title: "Hugging Face Hub", arguments: hubArguments },
];
