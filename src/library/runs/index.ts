export { type CompareRunsOptions, compareRuns, type RunsComparison } from "./compareRuns.js";
