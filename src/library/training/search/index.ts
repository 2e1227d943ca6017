export type { Parameters, SearchMethod } from "./candidates.js";
export type { SearchOptions } from "./options.js";
export type { PruningOptions } from "./pruning.js";
export { SearchResult, type SearchState } from "./result.js";
export { HyperparameterSearch, hyperparameterSearch, type SearchEvent } from "./search.js";
export type { Dimension, SearchSpace } from "./space.js";
export type { Trial, TrialState } from "./trial.js";
