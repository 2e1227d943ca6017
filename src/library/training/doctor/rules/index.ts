import type { TrainingFacts } from "../facts.js";
import type { Rule } from "../finding.js";
import { noAttentionMask } from "./attentionMask.js";
import { fewRows, sharedDocuments, testInTraining } from "./evaluationRows.js";
import { labelsContainPad, noLabels } from "./labels.js";
import { learningRate } from "./learningRate.js";
import { loraTargets } from "./loraTargets.js";
import { batchMemory } from "./memory.js";
import { fp16 } from "./precision.js";
import { promptDiffers, t5WithoutPrefix } from "./prompt.js";
import { defaultLength, shortEvaluation } from "./summaryLength.js";
import { duplicateRows, emptyTexts } from "./texts.js";
import { truncation } from "./truncation.js";

/** What can be wrong with a training before its first step. */
export const trainingRules: readonly Rule<TrainingFacts>[] = [
  noLabels,
  labelsContainPad,
  noAttentionMask,
  fp16,
  loraTargets,
  batchMemory,
  testInTraining,
  learningRate,
  t5WithoutPrefix,
  promptDiffers,
  defaultLength,
  shortEvaluation,
  fewRows,
  sharedDocuments,
  emptyTexts,
  duplicateRows,
  truncation,
];
