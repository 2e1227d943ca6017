import type { Rule } from "../finding.js";
import { capped, fewScored, nothingGenerated, scoredTraining, sharedScored } from "./scores.js";
import type { ComparisonFacts } from "./systems.js";
import { baseChanged, sameAsEarlier, sameWeights } from "./weights.js";

/** Of any comparison, of scores, and of scores of one system alone. */
export const comparisonRules: readonly Rule<ComparisonFacts>[] = [sameWeights, baseChanged];
export const scoreRules: readonly Rule<ComparisonFacts>[] = [scoredTraining, fewScored, sharedScored, capped];
export const evaluationRules: readonly Rule<ComparisonFacts>[] = [
  sameAsEarlier,
  baseChanged,
  nothingGenerated,
];
