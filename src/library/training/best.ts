import { SummnbError } from "../errors.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import { isGreaterBetter, metricOf } from "./callbacks.js";
import type { EvaluationFigures } from "./events.js";
import type { TrainerState } from "./state.js";

/**
 * Notes an evaluation that is the best so far.
 * @throws SummnbError when the metric that decides is not among the evaluation's
 */
export function noteBest(
  state: TrainerState,
  args: TrainingArgumentValues,
  figures: EvaluationFigures,
): void {
  const metric = metricOf(args, figures);
  if (metric === undefined)
    throw new SummnbError(
      `metricForBestModel is "${args.metricForBestModel}", but the evaluation gives only ${["loss", ...Object.keys(figures.metrics)].join(", ")}${args.predictWithGenerate ? "" : "; ROUGE needs predictWithGenerate: true"}.`,
    );
  const { best, step } = state;
  const isBetter = !best || (isGreaterBetter(args) ? metric > best.metric : metric < best.metric);
  if (isBetter) {
    state.best = { metric, step, checkpoint: null };
    state.evaluationsWithoutGain = 0;
  } else state.evaluationsWithoutGain++;
}
