export { BartForConditionalGeneration } from "./model.js";
