import { listRuns, type MetricsLine, type RunRecord, readRun } from "../../../runs/index.js";
import { metricOf } from "../callbacks.js";
import type { SearchPlan } from "./options.js";
import type { Report } from "./pruning.js";
import type { Trial } from "./trial.js";

/** The metric in the course of a run, from its log. */
function reportsOf(lines: readonly MetricsLine[], metric: string): Report[] {
  return lines.flatMap(({ epoch, step, evalLoss, metrics }): Report[] => {
    if (typeof evalLoss !== "number") return [];
    const figures = { evalLoss, metrics: (metrics ?? {}) as Record<string, number> };
    const value = metricOf({ metricForBestModel: metric }, figures);
    return value === undefined ? [] : [{ epoch: Number(epoch), step: Number(step), value }];
  });
}

function trialOf({ id, search, state, message }: RunRecord, { metric }: SearchPlan): Trial {
  const { trial: number, parameters, value = null, pruned } = search!;
  const { metrics } = readRun(id);
  const reports = reportsOf(metrics, metric);
  const last = metrics.at(-1);
  // A trial without evaluations on its way was evaluated once at its end, which is not in its log.
  if (reports.length === 0 && value !== null && last)
    reports.push({ epoch: Number(last.epoch), step: Number(last.step), value });
  return {
    number,
    parameters,
    state: pruned ? "pruned" : state === "failed" ? "failed" : "finished",
    value,
    runId: id,
    message,
    reports,
  };
}

/** Trials of the same search that came to an end earlier, by their numbers. */
export function earlierTrials(key: string, plan: SearchPlan): Map<number, Trial> {
  const done = listRuns().filter(({ search }) => search?.key === key && search.value !== undefined);
  return new Map(done.map((record) => [record.search!.trial, trialOf(record, plan)]));
}
