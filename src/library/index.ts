/**
 * What a cell, the command line and a user's program import as "summnb". Concepts and names are Hugging
 * Face's, in camelCase.
 */
export * from "./datasets/index.js";
export {
  type ComparisonOptions,
  compareRouge,
  compareSummaries,
  type Displayable,
  display,
  parameterCounts,
  print,
  type RougeComparison,
  type TableOptions,
  table,
  updateDisplay,
} from "./display/index.js";
export { InterruptedError, SummnbError } from "./errors.js";
export * from "./generation/index.js";
export * from "./hub/index.js";
export * from "./hub/upload/index.js";
export * from "./metrics/index.js";
export * from "./models/index.js";
export * from "./onnx/export/index.js";
export * from "./onnx/runtime/index.js";
export * from "./peft/index.js";
export * from "./pipeline/index.js";
export { type Progress, type ProgressOptions, progress } from "./progress.js";
export { range } from "./range.js";
export * from "./runs/index.js";
export { starter } from "./starter.js";
export * as tensor from "./tensor/index.js";
export { manualSeed, manualSeed as setSeed, setNumThreads } from "./tensor/index.js";
export * from "./tokenizers/index.js";
export * from "./training/index.js";
