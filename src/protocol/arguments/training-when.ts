/** Training arguments about logging, evaluating and saving: when each happens, and how. */
import type { ArgumentGroup } from "./types.js";

const intervals = ["no", "steps", "epoch"] as const;
const stepsOrShare = "below 1, a share of all steps";

export const whenArguments: readonly ArgumentGroup[] = [
  {
    title: "Logging",
    arguments: [
      {
        name: "loggingStrategy",
        kind: "choice",
        default: "steps",
        choices: intervals,
        help: "When the loss is logged.",
      },
      {
        name: "loggingSteps",
        kind: "number",
        default: 500,
        min: 0,
        above: true,
        help: `Steps between two logs; ${stepsOrShare}. The curve has a point for each log.`,
      },
      {
        name: "loggingFirstStep",
        kind: "flag",
        default: false,
        help: "Log the first step too.",
      },
    ],
  },
  {
    title: "Evaluation while training",
    arguments: [
      {
        name: "evalStrategy",
        kind: "choice",
        default: "no",
        choices: intervals,
        help: "When the validation rows are looked at.",
      },
      {
        name: "evalSteps",
        kind: "number",
        default: null,
        min: 0,
        above: true,
        optional: true,
        help: `Steps between two evaluations; ${stepsOrShare}; empty takes loggingSteps.`,
      },
      {
        name: "evalDelay",
        kind: "number",
        default: 0,
        min: 0,
        help: "Steps, or with evalStrategy epoch epochs, before the first evaluation.",
      },
      {
        name: "perDeviceEvalBatchSize",
        kind: "integer",
        default: 8,
        min: 1,
        help: "Rows that an evaluation takes at once.",
      },
      {
        name: "predictWithGenerate",
        kind: "flag",
        default: false,
        help: "Evaluations also write summaries and score them by ROUGE, which takes time.",
      },
      {
        name: "generationMaxLength",
        kind: "integer",
        default: null,
        min: 2,
        optional: true,
        help: "Most tokens of an evaluation's summaries; empty takes the model's own, often only 20.",
      },
      {
        name: "generationNumBeams",
        kind: "integer",
        default: null,
        min: 1,
        optional: true,
        help: "Beams of an evaluation's summaries; empty takes the model's own.",
      },
      {
        name: "generationConfig",
        kind: "json",
        default: null,
        optional: true,
        help: 'Further generation options of evaluations, such as {"noRepeatNgramSize": 3}.',
      },
    ],
  },
  {
    title: "Checkpoints",
    arguments: [
      {
        name: "saveStrategy",
        kind: "choice",
        default: "steps",
        choices: [...intervals, "best"],
        help: "When a checkpoint is written; best: after each evaluation that is the best so far.",
      },
      {
        name: "saveSteps",
        kind: "number",
        default: 500,
        min: 0,
        above: true,
        help: `Steps between two checkpoints; ${stepsOrShare}.`,
      },
      {
        name: "saveTotalLimit",
        kind: "integer",
        default: null,
        min: 1,
        optional: true,
        help: "Checkpoints that are kept, the newest and the best first; empty keeps all.",
      },
      {
        name: "saveOnlyModel",
        kind: "flag",
        default: false,
        help: "Checkpoints hold the weights alone: smaller, and no training can go on from them.",
      },
      {
        name: "loadBestModelAtEnd",
        kind: "flag",
        default: false,
        help: "End with the weights of the best evaluation; needs equal strategies of evaluating and saving.",
      },
      {
        name: "metricForBestModel",
        kind: "text",
        default: null,
        optional: true,
        help: "loss, or a figure of the evaluation such as rouge1; empty is loss.",
      },
      {
        name: "greaterIsBetter",
        kind: "choice",
        default: null,
        choices: ["true", "false"],
        optional: true,
        help: "Empty: true for every metric but a loss.",
      },
    ],
  },
];
