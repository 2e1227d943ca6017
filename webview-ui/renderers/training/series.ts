/** What the training view says about the log. */
import type { TrainingData, TrainingLog } from "../../../src/protocol/outputs.js";
import { formatCount, formatFigure } from "../../shared/format.js";
import { hasFigures, type LogFigures, latest } from "./figures.js";

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

const always: LogColumn[] = [
  { key: "step", label: "Step", value: (log) => log.step, kind: "count", quiet: true },
  { key: "loss", label: "Training loss", value: (log) => log.loss, kind: "figure" },
];
const whereKnown: [figures: "evalLosses" | "gradNorms" | "learningRates", column: LogColumn][] = [
  ["evalLosses", { key: "evalLoss", label: "Validation loss", value: (log) => log.evalLoss, kind: "figure" }],
  ["gradNorms", { key: "gradNorm", label: "Grad norm", value: (log) => log.gradNorm, kind: "figure" }],
  [
    "learningRates",
    {
      key: "learningRate",
      label: "Learning rate",
      value: (log) => log.learningRate,
      kind: "rate",
      quiet: true,
    },
  ],
];

/**
 * The columns of the loss table: step and training loss always, the others where a row has a figure, or may come to
 * have one.
 */
export function logColumns(figures: LogFigures, grows = false): LogColumn[] {
  const known = whereKnown.flatMap(([name, column]) => (grows || hasFigures(figures[name]) ? [column] : []));
  const metrics = figures.metrics.map(
    (name): LogColumn => ({ key: name, label: name, value: (log) => log.metrics?.[name], kind: "figure" }),
  );
  return [...always, ...known, ...metrics];
}

/** "785 of 100,000 logged steps" of a thinned log. */
export function thinnedText({ steps, logged }: LogFigures): string | undefined {
  if (logged === steps.length) return undefined;
  return `${formatCount(steps.length)} of ${formatCount(logged)} logged steps`;
}

/** One sentence about the course of the loss, for readers who don't see the curve. */
export function describeLoss({ steps, losses, evalLosses }: LogFigures): string {
  const first = losses.findIndex((loss) => loss !== null);
  const last = losses.findLastIndex((loss) => loss !== null);
  if (first < 0) return "Loss curve without figures yet.";
  const at = (index: number) => `${formatFigure(losses[index])} at step ${steps[index]}`;
  const evaluation = latest(evalLosses);
  const validation =
    evaluation === null ? "" : ` Validation loss ${formatFigure(evaluation)} at the last evaluation.`;
  return `Loss curve: training loss ${at(first)}, ${at(last)}.${validation} The arrow keys move along the curve; the table has all figures.`;
}
