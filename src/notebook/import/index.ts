export { type ImportOptions, type ImportResult, importNotebook } from "./import-notebook.js";
export type { ImportCounts, ImportEntry, ImportEntryKind, ImportReport } from "./report.js";
export { isComplete } from "./report.js";
export { reportLines } from "./report-cell.js";
