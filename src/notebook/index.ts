export { CellOutputs } from "./cell-outputs.js";
export { sameCell, sameOutput, sameOutputs } from "./compare.js";
export { NotebookFormatError } from "./errors.js";
export { notebookToHtml, type ReportOptions } from "./html/index.js";
export { notebookToIpynb } from "./ipynb.js";
export * from "./model.js";
export { parseNotebook } from "./parse.js";
export { serializeNotebook } from "./serialize.js";
export { isJsonMime, joinText, splitText } from "./text.js";
