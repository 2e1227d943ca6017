export { type T5Config, t5Config } from "./config.js";
export { initializeForCopying } from "./copyInitialization.js";
export { T5ForConditionalGeneration } from "./model.js";
