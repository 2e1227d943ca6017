export type { MapOptions, ShuffleOptions, TrainTestSplitOptions } from "./dataset.js";
export { Dataset } from "./dataset.js";
export { DatasetDict } from "./datasetDict.js";
export type { DatasetSource, LoadDatasetOptions } from "./load.js";
export { loadDataset } from "./load.js";
export type { Row } from "./row.js";
