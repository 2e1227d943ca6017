export { AutoModelForSeq2SeqLM, type LoadOptions } from "./auto.js";
export { DecoderCache } from "./cache.js";
export { type RawConfig, readConfig } from "./config.js";
export { countParameters } from "./count.js";
export { ignoreIndex, sequenceLoss, shiftRight } from "./labels.js";
export { type EncoderOutput, PreTrainedModel, type Seq2SeqInput, type Seq2SeqOutput } from "./pretrained.js";
export { initializeForCopying, T5ForConditionalGeneration } from "./t5/index.js";
export { loadWeights, type SaveOptions, saveModel } from "./weights.js";
