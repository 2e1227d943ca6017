import { SummnbError } from "../errors.js";
import { examineEvaluation } from "../training/doctor/comparison.js";
import { type BootstrapOptions, bootstrapMeans, type Interval, mean } from "./bootstrap.js";
import {
  type DefaultRougeMetric,
  defaultRougeMetrics,
  type RougeMetric,
  type RougeOptions,
  type RougeScore,
  scoreRouge,
} from "./rouge.js";

export interface EvaluateRougeOptions<M extends RougeMetric = DefaultRougeMetric>
  extends RougeOptions<M>,
    BootstrapOptions {
  predictions: readonly string[];
  /** One human summary for each prediction, in the same order. */
  references: readonly string[];
  /** Whether the training doctor looks at where the predictions come from; default true. */
  doctor?: boolean;
}

/** Mean F1 in [0, 1] by metric, with what it is made of. */
export type RougeEvaluation<M extends RougeMetric = DefaultRougeMetric> = Record<M, number> & {
  /** Pairs that were scored. */
  count: number;
  /** Of the intervals. */
  confidence: number;
  /** Bootstrap interval of the mean F1 by metric. */
  intervals: Record<M, Interval>;
  /** Scores of each pair. Not enumerable: printing or JSON of an evaluation shows the figures alone. */
  readonly pairs: Record<M, RougeScore>[];
};

/**
 * Scores predictions against references: plain means of F1 over the pairs and percentile bootstrap intervals.
 * Throws a SummnbError when the lists differ in length or are empty.
 */
export function evaluateRouge<M extends RougeMetric = DefaultRougeMetric>(
  options: EvaluateRougeOptions<M>,
): RougeEvaluation<M> {
  const evaluation = scorePairs(options);
  if (options.doctor !== false) examineEvaluation(options.predictions, options.references);
  return evaluation;
}

/** The same without a look at where the predictions come from. */
export function scorePairs<M extends RougeMetric = DefaultRougeMetric>(
  options: EvaluateRougeOptions<M>,
): RougeEvaluation<M> {
  const { predictions, references, confidence = 0.95 } = options;
  checkPairs(predictions, references);
  const metrics = options.metrics ?? (defaultRougeMetrics as readonly RougeMetric[] as readonly M[]);
  const pairs = references.map((reference, index) =>
    scoreRouge(reference, predictions[index]!, { metrics, useStemmer: options.useStemmer }),
  );
  const columns = metrics.map((metric) => Float64Array.from(pairs, (pair) => pair[metric].fmeasure));
  const intervals = bootstrapMeans(columns, options);
  const byMetric = <T>(value: (index: number) => T) =>
    Object.fromEntries(metrics.map((metric, index) => [metric, value(index)])) as Record<M, T>;
  const evaluation = {
    ...byMetric((index) => mean(columns[index]!)),
    count: pairs.length,
    confidence,
    intervals: byMetric((index) => intervals[index]!),
  };
  return Object.defineProperty(evaluation, "pairs", { value: pairs }) as RougeEvaluation<M>;
}

function checkPairs(predictions: readonly string[], references: readonly string[]): void {
  if (predictions.length !== references.length)
    throw new SummnbError(
      `There are ${predictions.length} predictions but ${references.length} references: ROUGE needs one reference for each prediction.`,
    );
  if (predictions.length === 0)
    throw new SummnbError(
      "There are no predictions to score: give at least one pair of prediction and reference.",
    );
  for (const [name, texts] of Object.entries({ prediction: predictions, reference: references })) {
    const wrong = texts.findIndex((text) => typeof text !== "string");
    if (wrong >= 0)
      throw new SummnbError(
        `The ${name} at index ${wrong} is not a text but ${String(texts[wrong])}: ROUGE compares strings.`,
      );
  }
}
