/** The loss curve without script. */
import type { TrainingLog } from "../../protocol/index.js";
import { type CurvePoint, curvesChart } from "./curves_chart.js";
import type { Html } from "./html.js";
import { palette } from "./rouge_chart.js";

/** Training and validation loss over the steps; nothing when there are fewer than two figures. */
export function lossCurve(logs: TrainingLog[]): Html | null {
  const curves = [
    { label: "training", points: pick(logs, (log) => log.loss) },
    { label: "validation", points: pick(logs, (log) => log.evalLoss) },
  ].filter(({ points }) => points.length > 0);
  return curvesChart(
    curves.map((curve, index) => ({ ...curve, color: palette[index]! })),
    "Loss by step; the table below has the figures",
  );
}

/** The points of a figure that is not in every log. */
export function pick<T extends { step: number }>(
  logs: readonly T[],
  figure: (log: T) => number | null | undefined,
): CurvePoint[] {
  return logs.flatMap((log) => {
    const value = figure(log);
    return value == null ? [] : [{ step: log.step, value }];
  });
}
