import type { RougeData, Score } from "../../protocol/index.js";
import { SummnbError } from "../errors.js";
import { scorePairs } from "../metrics/evaluate.js";
import { compareRougeScores, defaultRougeMetrics, type RougeEvaluation } from "../metrics/index.js";
import { examineComparison, examineScores } from "../training/doctor/comparison.js";
import { rougeDisplay } from "./rouge.js";
import { summariesDisplay } from "./summaries.js";
import type { Displayable } from "./types.js";

/** A system's name as a notebook writes it ("base") to its summaries, in the order of the documents. */
export type Predictions = Readonly<Record<string, readonly string[]>>;

export interface ComparisonOptions {
  references: readonly string[];
  predictions: Predictions;
  /** Heading of a system; default is its name. */
  labels?: Readonly<Record<string, string>>;
  /** Whether the training doctor looks at where the predictions come from; default true. */
  doctor?: boolean;
}

const referenceKey = "human";

function checkLengths({ references, predictions }: ComparisonOptions, what: number): void {
  for (const [name, texts] of [["references", references] as const, ...Object.entries(predictions)])
    if (texts.length !== what)
      throw new SummnbError(
        `There are ${what} documents but ${texts.length} texts in "${name}"; give one for each.`,
      );
}

/** Documents with the summaries of several systems beside the human ones, to display. */
export function compareSummaries(options: ComparisonOptions & { documents: readonly string[] }): Displayable {
  const { documents, references, predictions, labels = {} } = options;
  checkLengths(options, documents.length);
  if (options.doctor !== false) examineComparison(options);
  const systems = Object.keys(predictions).map((key) => ({ key, label: labels[key] ?? key }));
  return summariesDisplay({
    systems: [...systems, { key: referenceKey, label: labels[referenceKey] ?? referenceKey }],
    reference: referenceKey,
    rows: documents.map((document, index) => ({
      index,
      document,
      summaries: {
        ...Object.fromEntries(Object.entries(predictions).map(([key, texts]) => [key, texts[index]!])),
        [referenceKey]: references[index]!,
      },
    })),
  });
}

function scoresOf(evaluation: RougeEvaluation): Record<string, Score> {
  const score = (metric: (typeof defaultRougeMetrics)[number]): Score => {
    const [low, high] = evaluation.intervals[metric];
    return { value: evaluation[metric], low, high };
  };
  return Object.fromEntries(defaultRougeMetrics.map((metric) => [metric, score(metric)]));
}

/** ROUGE of several systems with bootstrap intervals, to display and to read. */
export interface RougeComparison extends Displayable {
  /** System's name to its evaluation. */
  readonly evaluations: Readonly<Record<string, RougeEvaluation>>;
  readonly data: RougeData;
}

/**
 * Scores every system against the same references. The first system is the one the others are compared with,
 * by paired differences with intervals of their own.
 */
export function compareRouge(options: ComparisonOptions & { useStemmer?: boolean }): RougeComparison {
  const { references, predictions, labels = {}, useStemmer = false } = options;
  checkLengths(options, references.length);
  if (options.doctor !== false) examineScores(options);
  const names = Object.keys(predictions);
  const evaluations = Object.fromEntries(
    names.map((name) => [name, scorePairs({ references, predictions: predictions[name]!, useStemmer })]),
  );
  const [first, ...others] = names;
  if (first === undefined)
    throw new SummnbError("compareRouge needs the predictions of at least one system.");
  const data: RougeData = {
    metrics: [...defaultRougeMetrics],
    systems: names.map((key) => ({ key, label: labels[key] ?? key, scores: scoresOf(evaluations[key]!) })),
    differences: others.map((to) => ({
      from: first,
      to,
      scores: compareRougeScores(evaluations[first]!, evaluations[to]!),
    })),
    count: references.length,
    confidence: evaluations[first]!.confidence,
  };
  return { ...rougeDisplay(data), evaluations, data };
}
