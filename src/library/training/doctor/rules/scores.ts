import type { Found, Rule } from "../finding.js";
import { counted, quoted } from "../words.js";
import { fewestForRouge, uncertainty } from "./evaluationRows.js";
import { type ComparisonFacts, type SystemFacts, theSystem } from "./systems.js";

/** Rows whose document the system's weights have been trained on. */
function seenRows({ results }: SystemFacts): number {
  return results.filter(({ system: { weights }, source, document }) =>
    weights.trainings.some(
      ({ inputs, documents }) => inputs.has(source) || (document !== undefined && documents.has(document)),
    ),
  ).length;
}

export const scoredTraining: Rule<ComparisonFacts> = {
  name: "test-in-training",
  severity: "error",
  check({ systems, cell }): Found | undefined {
    const seen = systems.map((one) => ({ one, rows: seenRows(one) })).sort((a, b) => b.rows - a.rows)[0];
    if (!seen || seen.rows === 0) return undefined;
    const { one, rows } = seen;
    return {
      severity: rows / one.results.length < 0.01 ? "warning" : "error",
      message: `${theSystem(one.name)} was trained on ${rows} of the ${counted(one.results.length, "document")} that it is scored on, so the scores tell what it remembers, not what it can do.`,
      fix: "Score rows that no training has seen, such as the test split.",
      cell,
    };
  },
};

export const fewScored: Rule<ComparisonFacts> = {
  name: "few-evaluation-rows",
  severity: "warning",
  check({ systems, references, cell }): Found | undefined {
    const rows = references.length;
    if (systems.length === 0 || rows >= fewestForRouge) return undefined;
    return {
      message: `${counted(rows, "row")} leave a ROUGE score uncertain by about ${uncertainty(rows)} points either way, so most differences between two systems are chance.`,
      fix: "Score at least 200 rows, or all there are.",
      cell,
    };
  },
};

export const sharedScored: Rule<ComparisonFacts> = {
  name: "shared-documents",
  severity: "warning",
  check({ systems: [first], cell }): Found | undefined {
    if (!first) return undefined;
    const documents = new Set(first.results.map(({ source, document }) => document ?? source)).size;
    const rows = first.results.length;
    if (documents >= 0.9 * rows) return undefined;
    return {
      message: `The ${counted(rows, "row")} share ${counted(documents, "document")}, so they count for no more than ${documents} and intervals come out too narrow.`,
      fix: "Keep one row a document, or score each document once against all its human summaries.",
      cell,
    };
  },
};

/** Generated ids from which characters a token can be told, and the part of long references that is no accident. */
const fewestTokens = 20;
const toleratedPart = 0.2;
const fewestLonger = 3;

/** Human summaries that would not fit into a system's length, by the characters that its tokens have. */
function longerReferences({ texts, results }: SystemFacts, references: readonly string[]): number {
  const tokens = results.reduce((sum, result) => sum + result.tokens, 0);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (tokens < fewestTokens || characters === 0) return 0;
  const { maxLength } = results[0]!.system;
  return references.filter((text) => (text.length * tokens) / characters > maxLength - 1).length;
}

export const capped: Rule<ComparisonFacts> = {
  name: "evaluation-length",
  severity: "warning",
  check({ systems, references, cell }): Found | undefined {
    const cut = systems
      .map((one) => ({ one, longer: longerReferences(one, references) }))
      .filter(({ longer }) => longer >= fewestLonger && longer / references.length > toleratedPart)
      .sort((a, b) => b.longer - a.longer);
    const [worst, ...others] = cut;
    if (!worst) return undefined;
    const { maxLength, lengthIsDefault, cell: made } = worst.one.results[0]!.system;
    const too =
      others.length > 0 ? ` (${others.map(({ one }) => quoted(one.name)).join(", ")} likewise)` : "";
    return {
      message: `${theSystem(worst.one.name)} generates at most ${maxLength - 1} tokens${lengthIsDefault ? ", Hugging Face's default" : ""}${too}, and about ${worst.longer} of ${references.length} human summaries are longer: the cap cuts, and ROUGE measures it.`,
      fix: "Give generateSummaries a maxNewTokens that the human summaries fit in.",
      cell: made ?? cell,
    };
  },
};

/** Scores of texts that nobody generated. */
export const nothingGenerated: Rule<ComparisonFacts> = {
  name: "nothing-generated",
  severity: "warning",
  check({ nothingGenerated, cell }): Found | undefined {
    if (!nothingGenerated) return undefined;
    return {
      message:
        "These predictions are no model's: there is a trainer in this notebook, and nothing has been generated yet, so the scores say nothing about it.",
      fix: "Generate summaries of the test rows with generateSummaries and score these.",
      cell,
    };
  },
};
