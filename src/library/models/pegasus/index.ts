export { PegasusForConditionalGeneration } from "./model.js";
