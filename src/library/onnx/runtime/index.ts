export { OnnxModelForSeq2SeqLM, type OnnxOptions } from "./model.js";
export { listOnnxProviders } from "./providers.js";
