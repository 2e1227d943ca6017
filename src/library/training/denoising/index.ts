export { DataCollatorForDenoising, type DenoisingOptions, leadRows } from "./collator.js";
export { corruptSpans, Draws } from "./spanCorruption.js";
