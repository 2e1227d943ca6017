import type { TrainingFacts } from "../facts.js";
import type { Found, Rule } from "../finding.js";
import { counted } from "../words.js";

/** Of the human summaries, so many may be longer than what is generated. */
const toleratedPart = 0.02;

/** Without a length Hugging Face generates 20 tokens, half a sentence. */
export const defaultLength: Rule<TrainingFacts> = {
  name: "generation-length-default",
  severity: "warning",
  check(facts): Found | undefined {
    const length = facts.evaluationLength;
    if (!length?.isDefault) return undefined;
    const longer = facts.evaluation && tooLong(facts.evaluation.labelLengths, length.most);
    return {
      message: `Evaluations generate at most ${length.most - 1} tokens, Hugging Face's default, because neither generationMaxLength nor the model's generation config sets a length${longer ? `, and ${longer} of ${counted(facts.evaluation!.examined, "human summary").replace(/ys$/, "ies")} are longer` : ""}.`,
      fix: "Set generationMaxLength to what the summaries need, such as maxTargetLength.",
      cell: facts.cells?.arguments ?? facts.cells?.trainer,
    };
  },
};

/** ROUGE of summaries that were cut measures the cut. */
export const shortEvaluation: Rule<TrainingFacts> = {
  name: "evaluation-length",
  severity: "warning",
  check(facts): Found | undefined {
    const length = facts.evaluationLength;
    const { evaluation } = facts;
    if (!length || length.isDefault || !evaluation) return undefined;
    const longer = tooLong(evaluation.labelLengths, length.most);
    if (longer === 0 || longer / evaluation.examined < toleratedPart) return undefined;
    return {
      message: `Evaluations generate at most ${length.most - 1} tokens, and ${longer} of ${evaluation.examined} human summaries are longer, up to ${evaluation.labelLengths.at(-1)} tokens: the cap cuts, and ROUGE measures it.`,
      fix: `Raise generationMaxLength to at least ${evaluation.labelLengths.at(-1)! + 1}.`,
      cell: facts.cells?.arguments ?? facts.cells?.trainer,
    };
  },
};

/** Summaries of more tokens than fit behind the start token. */
function tooLong(lengths: readonly number[], most: number): number {
  return lengths.filter((length) => length > most - 1).length;
}
