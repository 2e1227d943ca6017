export type { CardFacts, EvaluationLine, RunFacts, Scores } from "./card/facts.js";
export type { CardAdditions } from "./card/gather.js";
export { modelCard } from "./card/modelCard.js";
export type { UploadProgress } from "./push.js";
export { type PushedFile, type PushOptions, type PushResult, pushToHub, type Savable } from "./pushToHub.js";
