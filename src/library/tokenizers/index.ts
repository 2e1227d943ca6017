export { AutoTokenizer } from "./auto.js";
export type { TokenizerConfig } from "./config.js";
export type { DecodeOptions, EncodeOptions, TokenIds } from "./tokenizer.js";
export { Tokenizer } from "./tokenizer.js";
