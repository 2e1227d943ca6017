export { DataCollatorForDenoising, type DenoisingOptions, type TaskShares } from "./collator.js";
export { type LeadRow, leadClause, leadRows } from "./lead.js";
export { corruptSpans, Draws } from "./spanCorruption.js";
