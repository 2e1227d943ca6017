export type { BootstrapOptions, Interval } from "./bootstrap.js";
export { bootstrapMeans } from "./bootstrap.js";
export { compareRougeScores } from "./compare.js";
export type { EvaluateRougeOptions, RougeEvaluation } from "./evaluate.js";
export { evaluateRouge } from "./evaluate.js";
export { porterStem } from "./porterStemmer.js";
export type { DefaultRougeMetric, RougeMetric, RougeOptions, RougeScore } from "./rouge.js";
export { defaultRougeMetrics, scoreRouge } from "./rouge.js";
export { rougeTokens } from "./tokens.js";
