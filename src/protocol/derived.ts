/** What the static fallbacks and the renderers compute alike from a payload. */
import type { RunsData, TrainingLog } from "./outputs.js";

/** One row a step, in order: an evaluation that was logged apart joins the training loss of its step. */
export function rowsByStep(logs: TrainingLog[]): TrainingLog[] {
  const rows: TrainingLog[] = [];
  for (const log of logs) {
    const last = rows.at(-1);
    if (last && log.step < last.step) return rowsOfAnyOrder(logs);
    if (last?.step === log.step) rows[rows.length - 1] = merge(last, log);
    else rows.push(log);
  }
  return rows;
}

/** The same for a log that goes back, as no trainer of ours writes it. */
function rowsOfAnyOrder(logs: TrainingLog[]): TrainingLog[] {
  const rows = new Map<number, TrainingLog>();
  for (const log of logs) {
    const old = rows.get(log.step);
    rows.set(log.step, old ? merge(old, log) : log);
  }
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

function merge(old: TrainingLog, log: TrainingLog): TrainingLog {
  return {
    ...old,
    loss: log.loss ?? old.loss,
    gradNorm: log.gradNorm ?? old.gradNorm,
    learningRate: log.learningRate ?? old.learningRate,
    evalLoss: log.evalLoss ?? old.evalLoss,
    ...(old.metrics || log.metrics ? { metrics: { ...old.metrics, ...log.metrics } } : {}),
  };
}

/** Positions of the best values of a figure; none where all are the same or there is nothing to choose. */
export function bestOf({ values, best }: RunsData["figures"][number]): number[] {
  const known = values.filter((value) => value !== null);
  if (!best || known.length < 2) return [];
  const top = known.reduce((a, b) => (best === "lowest" ? Math.min(a, b) : Math.max(a, b)));
  if (known.every((value) => value === top)) return [];
  return values.flatMap((value, index) => (value === top ? [index] : []));
}
