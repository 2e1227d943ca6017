import { currentCell } from "../../display/sink.js";
import { hasTrainer } from "../../provenance/cells.js";
import { type Evaluation, earlierEvaluations, noteEvaluation } from "../../provenance/evaluations.js";
import { generatedOf, hasGenerated } from "../../provenance/generations.js";
import { applyRules } from "./finding.js";
import { report } from "./report.js";
import { comparisonRules, evaluationRules, scoreRules } from "./rules/comparison.js";
import type { ComparisonFacts, SystemFacts } from "./rules/systems.js";

interface Texts {
  references: readonly string[];
  /** A system's name to its summaries. */
  predictions: Readonly<Record<string, readonly string[]>>;
}

function factsOf({ references, predictions }: Texts, earlier: readonly Evaluation[] = []): ComparisonFacts {
  const systems: SystemFacts[] = [];
  for (const [name, texts] of Object.entries(predictions)) {
    const results = generatedOf(
      texts,
      [...systems, ...earlier].map((other) => other.results),
    );
    if (results) systems.push({ name, texts, results });
  }
  return { systems, references, cell: currentCell() };
}

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
  const facts = factsOf({ references, predictions: { "": predictions } }, earlier);
  const [system] = facts.systems;
  report(
    applyRules([...scoreRules, ...evaluationRules], {
      ...facts,
      earlier,
      nothingGenerated: system === undefined && hasTrainer() && !hasGenerated(),
    }),
  );
  if (system) noteEvaluation(system.results);
}
