export { LoraConfig, type LoraConfigValues } from "./config.js";
export { LoraLinear } from "./loraLayer.js";
export { getPeftModel, PeftModel } from "./model.js";
