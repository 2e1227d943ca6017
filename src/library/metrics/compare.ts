import type { Score } from "../../protocol/index.js";
import { SummnbError } from "../errors.js";
import { type BootstrapOptions, bootstrapMeans, mean } from "./bootstrap.js";
import type { RougeEvaluation } from "./evaluate.js";
import type { DefaultRougeMetric, RougeMetric } from "./rouge.js";

/**
 * Mean F1 of `to` minus that of `from` by metric, with a paired bootstrap interval: both must have scored the
 * same references in the same order, so that a resample takes the same documents from both. An interval that
 * leaves out 0 tells that the difference is not chance.
 */
export function compareRougeScores<M extends RougeMetric = DefaultRougeMetric>(
  from: RougeEvaluation<M>,
  to: RougeEvaluation<M>,
  options: BootstrapOptions = {},
): Record<M, Score> {
  if (from.count !== to.count)
    throw new SummnbError(
      `An evaluation of ${from.count} pairs can't be compared with one of ${to.count}: score both systems on the same documents.`,
    );
  const metrics = (Object.keys(from.intervals) as M[]).filter((metric) => metric in to.intervals);
  const columns = metrics.map((metric) =>
    Float64Array.from(to.pairs, (pair, index) => pair[metric].fmeasure - from.pairs[index]![metric].fmeasure),
  );
  const intervals = bootstrapMeans(columns, { confidence: from.confidence, ...options });
  const scores = metrics.map((metric, index): [M, Score] => {
    const [low, high] = intervals[index]!;
    return [metric, { value: mean(columns[index]!), low, high }];
  });
  return Object.fromEntries(scores) as Record<M, Score>;
}
