export {
  Seq2SeqTrainingArguments,
  type TrainingArgumentInputs,
  type TrainingArgumentValues,
  trainingDefaults,
} from "./arguments/index.js";
export {
  type CallbackContext,
  EarlyStoppingCallback,
  type EarlyStoppingOptions,
  type TrainerCallback,
  type TrainerControl,
} from "./callbacks.js";
export { type Batch, type DataCollator, DataCollatorForSeq2Seq, type TokenizedRow } from "./collator.js";
export { DataCollatorForDenoising, type DenoisingOptions, leadRows } from "./denoising/index.js";
export type { EvaluationFigures, TrainingEvent } from "./events.js";
export type { MemoryEstimate } from "./memory/estimate.js";
export {
  Adafactor,
  type AdafactorOptions,
  AdamW,
  type AdamWOptions,
  type Optimizer,
  type ParameterGroup,
  SGD,
} from "./optimizers/index.js";
export type { TrainerOptions } from "./options.js";
export { promptOf } from "./promptOf.js";
export { TrainResult } from "./result.js";
export { learningRateAt, type SchedulerType } from "./schedules.js";
export * from "./search/index.js";
export { tokenizeRows } from "./tokenize.js";
export { Seq2SeqTrainer, type TrainOptions } from "./trainer.js";
