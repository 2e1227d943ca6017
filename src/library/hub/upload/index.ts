export type { CardFacts, EvaluationLine, RunFacts, Scores } from "./card/facts.js";
export type { CardAdditions } from "./card/gather.js";
export { modelCard } from "./card/modelCard.js";
export type { PushedFile, PushOptions, PushResult } from "./options.js";
export type { UploadProgress } from "./push.js";
export { pushToHub, type Savable } from "./pushToHub.js";
