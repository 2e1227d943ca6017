export { type RunNotebookOptions, type RunNotebookResult, runNotebook } from "./run-notebook.js";
export { KernelSession, type SessionOptions } from "./session/index.js";
