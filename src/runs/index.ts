export { RunStoreError } from "./errors.js";
export { findRun } from "./find.js";
export { listRuns, readRun, type StoredRun } from "./read.js";
export * from "./record.js";
export { runFolder, runsRoot } from "./root.js";
export { type CreateRunOptions, createRun, Run, type RunUpdate, updateRun } from "./run.js";
