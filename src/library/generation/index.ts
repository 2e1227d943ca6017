export { type GenerateOptions, generate } from "./generate.js";
export type { GenerationOptions } from "./options.js";
export { generateSummaries, type SummarizeOptions } from "./summarize.js";
