export { LoraConfig } from "./config.js";
export type { InitLoraWeights, LoraBias, LoraConfigValues } from "./configValues.js";
export { LoraEmbedding } from "./loraEmbedding.js";
export { LoraLayer } from "./loraLayer.js";
export { LoraLinear } from "./loraLinear.js";
export { type LoraPlusGroup, type LoraPlusOptions, loraPlusGroups } from "./loraPlus.js";
export { MergeReport } from "./mergeReport.js";
export {
  getPeftModel,
  type LoadAdapterOptions,
  type MergeOptions,
  PeftModel,
  type PeftSaveOptions,
} from "./model.js";
export type { CombinationType, WeightedOptions } from "./weighted.js";
