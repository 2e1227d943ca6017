export { Importer, libraryName } from "./importer.js";
export { runScript } from "./run-script.js";
export { CellRuntime } from "./runtime.js";
export { Sources, type UserPlace } from "./sources.js";
export { NotebookVariables } from "./variables.js";
