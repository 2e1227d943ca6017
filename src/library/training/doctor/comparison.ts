import { currentCell } from "../../display/sink.js";
import { hasTrainer } from "../../provenance/cells.js";
import { earlierEvaluations, noteEvaluation } from "../../provenance/evaluations.js";
import {
  type Generated,
  hasGenerated,
  lastCall,
  originsOf,
  sameSystem,
} from "../../provenance/generations.js";
import { applyRules } from "./finding.js";
import { report } from "./report.js";
import { comparisonRules, evaluationRules, scoreRules } from "./rules/comparison.js";
import type { ComparisonFacts, SystemFacts } from "./rules/systems.js";

interface Texts {
  references: readonly string[];
  /** A system's name to its summaries. */
  predictions: Readonly<Record<string, readonly string[]>>;
}

/** The systems whose summaries were generated in this process; of those that gave the same texts, a different one each. */
function systemsOf(predictions: Texts["predictions"]): SystemFacts[] {
  const taken: (readonly Generated[])[] = [];
  // What stands last was generated last, where nothing else tells systems apart.
  const found = Object.entries(predictions)
    .toReversed()
    .flatMap(([name, texts]): SystemFacts[] => {
      const origins = originsOf(texts);
      const results = origins.find((one) => !taken.some((other) => isSame(one, other))) ?? origins[0];
      if (!results?.length) return [];
      taken.push(results);
      return [{ name, texts, results }];
    });
  return found.toReversed();
}

const isSame = ([a]: readonly Generated[], [b]: readonly Generated[]): boolean =>
  sameSystem(a!.system, b!.system);

const factsOf = ({ references, predictions }: Texts): ComparisonFacts => ({
  systems: systemsOf(predictions),
  references,
  cell: currentCell(),
});

/** Says what is wrong with a comparison of systems whose summaries were generated in this process. */
export function examineComparison(texts: Texts): void {
  report(applyRules(comparisonRules, factsOf(texts)));
}

/** The same where the comparison is by scores, which have to mean something. */
export function examineScores(texts: Texts): void {
  report(applyRules([...comparisonRules, ...scoreRules], factsOf(texts)));
}

/** The same for the scores of one system, beside those of earlier ones. */
export function examineEvaluation(predictions: readonly string[], references: readonly string[]): void {
  const earlier = earlierEvaluations();
  const origins = originsOf(predictions);
  // A system that was scored, and has generated nothing since, is not what is scored now.
  const isScored = (one: readonly Generated[]) =>
    earlier.some(({ results }) => isSame(results, one) && lastCall(results) >= lastCall(one));
  const results = origins.find((one) => !isScored(one)) ?? origins[0];
  const facts: ComparisonFacts = {
    systems: results?.length ? [{ name: "", texts: predictions, results }] : [],
    references,
    cell: currentCell(),
    earlier,
    nothingGenerated: !results && hasTrainer() && !hasGenerated(),
  };
  report(applyRules([...scoreRules, ...evaluationRules], facts));
  if (results?.length) noteEvaluation(results);
}
