export { concatenateDatasets, type InterleaveOptions, interleaveDatasets } from "./combine.js";
export type { ShuffleOptions, TrainTestSplitOptions } from "./dataset.js";
export { Dataset } from "./dataset.js";
export { DatasetDict } from "./datasetDict.js";
export type { LengthDistribution, LengthOptions, LengthStatistics } from "./lengths/index.js";
export type { DatasetSource, LoadDatasetOptions } from "./load.js";
export { loadDataset } from "./load.js";
export type { Columns, FilterOptions, MapOptions } from "./map/index.js";
export type { Row } from "./row.js";
