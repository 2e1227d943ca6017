/** What the training view computes from the log. */
import type { TrainingData, TrainingLog } from "../../../src/protocol/outputs.js";
import { formatFigure } from "../../shared/format.js";

/** The newest figure of a column, or null where nothing was logged yet. */
export function latest(values: (number | null | undefined)[]): number | null {
  return values.findLast((value) => value != null) ?? null;
}

/**
 * Exponential moving average with weight in [0, 1), corrected for its start as TensorBoard's is, so
 * that the first values are not pulled to zero. Missing values stay missing.
 */
export function smooth(values: (number | null)[], weight: number): (number | null)[] {
  let average = 0;
  let correction = 1;
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    correction *= weight;
    return average / (1 - correction);
  });
}

/** How much a curve is smoothed: over about a hundredth of its points, and at least over ten. */
export function smoothingWeight(points: number): number {
  return 1 - 1 / Math.max(10, points / 100);
}

/** Seconds to the end at the mean pace so far; null when nothing is known yet or nothing is left. */
export function secondsLeft(data: TrainingData): number | null {
  if (data.state !== "running" || data.step <= 0 || data.step >= data.maxSteps) return null;
  return (data.elapsedSeconds / data.step) * (data.maxSteps - data.step);
}

export interface LogColumn {
  key: string;
  label: string;
  value(log: TrainingLog): number | null | undefined;
  kind: "count" | "figure" | "rate";
  /** Shown paler than the figures that matter. */
  quiet?: boolean;
}

const fixedColumns: LogColumn[] = [
  { key: "step", label: "Step", value: (log) => log.step, kind: "count", quiet: true },
  { key: "loss", label: "Training loss", value: (log) => log.loss, kind: "figure" },
  { key: "evalLoss", label: "Validation loss", value: (log) => log.evalLoss, kind: "figure" },
  { key: "gradNorm", label: "Grad norm", value: (log) => log.gradNorm, kind: "figure" },
  {
    key: "learningRate",
    label: "Learning rate",
    value: (log) => log.learningRate,
    kind: "rate",
    quiet: true,
  },
];

/** The columns of the loss table: step and training loss always, the others where a row has a figure. */
export function logColumns(rows: TrainingLog[]): LogColumn[] {
  const metrics = [...new Set(rows.flatMap((log) => Object.keys(log.metrics ?? {})))];
  const metricColumns = metrics.map(
    (name): LogColumn => ({ key: name, label: name, value: (log) => log.metrics?.[name], kind: "figure" }),
  );
  const needed = (column: LogColumn) =>
    column.key === "step" || column.key === "loss" || rows.some((log) => column.value(log) != null);
  return [...fixedColumns, ...metricColumns].filter(needed);
}

/** One sentence about the course of the loss, for readers who don't see the curve. */
export function describeLoss(rows: TrainingLog[]): string {
  const losses = rows.flatMap((row) => (row.loss === null ? [] : [row]));
  const [first] = losses;
  const last = losses.at(-1);
  if (!first || !last) return "Loss curve without figures yet.";
  const evaluation = latest(rows.map((row) => row.evalLoss));
  const validation =
    evaluation === null ? "" : ` Validation loss ${formatFigure(evaluation)} at the last evaluation.`;
  return `Loss curve: training loss ${formatFigure(first.loss)} at step ${first.step}, ${formatFigure(last.loss)} at step ${last.step}.${validation} The arrow keys move along the curve; the table has all figures.`;
}
