/** The newest figures of a run, by name. */
import type { MetricsLine, RunRecord } from "../../runs/index.js";

/** A figure, with its interval where an evaluation gave one. */
export interface Figure {
  name: string;
  value: number;
  interval?: [low: number, high: number];
}

/** In the order of the log table; others follow as they come. */
const order = ["step", "epoch", "loss", "trainLoss", "evalLoss", "gradNorm", "learningRate"];

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function isInterval(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

/** The newest value of each: an evaluation writes lines without a loss, and the reverse. */
export function newestFigures(
  lines: readonly MetricsLine[],
  results: RunRecord["results"] = {},
): Map<string, Figure> {
  const found = new Map<string, Figure>();
  const take = (values: object) => {
    for (const [name, value] of Object.entries(values)) if (isNumber(value)) found.set(name, { name, value });
  };
  take(results);
  for (const { metrics, intervals, ...line } of lines) {
    take(line);
    if (metrics) take(metrics);
    for (const [name, interval] of Object.entries(intervals ?? {})) {
      const figure = found.get(name);
      if (figure && isInterval(interval)) figure.interval = interval;
    }
  }
  const names = [...order, ...found.keys()];
  return new Map(names.flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
}

/** ROUGE and figures of the kind, which are shares and read as points of 100. */
export function isScore(name: string): boolean {
  return /^rouge/i.test(name);
}
