import type { TrainingLog } from "../../protocol/index.js";
import type { Dataset } from "../datasets/index.js";
import { SummnbError } from "../errors.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { nearest } from "../nearest.js";
import type { Tokenizer } from "../tokenizers/index.js";
import type { Seq2SeqTrainingArguments } from "./arguments/index.js";
import type { TrainerCallback } from "./callbacks.js";
import type { DataCollator, TokenizedRow } from "./collator.js";
import type { PreprocessOptions } from "./tokenize.js";

export interface TrainerOptions extends Omit<PreprocessOptions, "tokenizer"> {
  model: PreTrainedModel;
  args?: Seq2SeqTrainingArguments;
  /** Texts with a document and a summary column, or rows of inputIds and labels. */
  trainDataset: Dataset | readonly TokenizedRow[];
  evalDataset?: Dataset | readonly TokenizedRow[];
  /** Needed for data sets of text. */
  tokenizer?: Tokenizer;
  /** The tokenizer by the name that newer Transformers have for it. */
  processingClass?: Tokenizer;
  dataCollator?: DataCollator;
  padding?: "longest" | "max_length";
  /** Replaces every dropout of the model's own configuration. */
  dropout?: number;
  /** Of the run in the run store and of the output; default is the argument runName, then the model's name. */
  name?: string;
  callbacks?: readonly TrainerCallback[];
  /** Called at each log. */
  onLog?: (log: TrainingLog) => void;
  /** Show the live table and curve; default is true unless disableTqdm is. */
  display?: boolean;
  /** Whether the training doctor looks for mistakes before the first step; default true. */
  doctor?: boolean;
}

const names: Record<keyof TrainerOptions, true> = {
  model: true,
  args: true,
  trainDataset: true,
  evalDataset: true,
  tokenizer: true,
  processingClass: true,
  documentColumn: true,
  summaryColumn: true,
  sourcePrefix: true,
  promptTemplate: true,
  maxSourceLength: true,
  maxTargetLength: true,
  dataCollator: true,
  padding: true,
  dropout: true,
  name: true,
  callbacks: true,
  onLog: true,
  display: true,
  doctor: true,
};

/** Options of Transformers' Trainer that are not there, and what to do instead. */
const others: Record<string, string> = {
  computeMetrics: "set predictWithGenerate: true for ROUGE, or score what model.generate gives yourself",
  preprocessLogitsForMetrics: "an evaluation keeps no logits",
  computeLossFunc: "the loss is cross-entropy; labelSmoothingFactor and lossNormalization change it",
  optimizers: "choose one by the argument optim, and its schedule by lrSchedulerType",
  optimizerClsAndKwargs: "choose one by the argument optim",
  modelInit: "give a model; hyperparameterSearch takes a modelInit",
};

/** @throws SummnbError for an option that does not exist, with the nearest right one or what to do instead */
export function checkTrainerOptions(options: TrainerOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue;
    const instead = Object.hasOwn(others, name) ? others[name] : undefined;
    throw new SummnbError(
      instead
        ? `Seq2SeqTrainer has no option "${name}": ${instead}.`
        : `Seq2SeqTrainer has no option "${name}"${nearest(name, Object.keys(names), "; did you mean ", "?") || "."}`,
    );
  }
  const { model, tokenizer, processingClass } = options;
  if (!model) throw new SummnbError("Seq2SeqTrainer needs a model.");
  if (tokenizer && processingClass && tokenizer !== processingClass)
    throw new SummnbError(
      "Seq2SeqTrainer's tokenizer and processingClass are the same option, and hold two tokenizers: keep one.",
    );
}
