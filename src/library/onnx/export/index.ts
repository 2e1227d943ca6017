export {
  type CheckOptions,
  type CheckRow,
  type CheckScores,
  checkExport,
  type ExportCheck,
} from "./check/checkExport.js";
export {
  type ExportedFile,
  type ExportOptions,
  type ExportProgress,
  type ExportResult,
  exportOnnx,
  opsetVersion,
} from "./exportOnnx.js";
export type { DecoderLayout } from "./graphs.js";
export type { OnnxDType } from "./precision.js";
