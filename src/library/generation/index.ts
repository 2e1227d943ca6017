export type { GeneratedSequence } from "./batch.js";
export { GenerationConfig } from "./config.js";
export { type GenerateOptions, generate, generateSequences, stream } from "./generate.js";
export type { GenerationModel } from "./model.js";
export type { GenerationOptions } from "./options.js";
export type { LogitsProcessor, Step as GenerationStep } from "./processors/index.js";
export { generateSummaries, type SummarizeOptions, streamSummary } from "./summarize.js";
export { decodeStream } from "./textStream.js";
