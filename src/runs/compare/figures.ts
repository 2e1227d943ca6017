import { extremes, type RunPoint, type RunsData } from "../../protocol/index.js";
import type { StoredRun } from "../read.js";
import type { MetricsLine } from "../record.js";

type Figure = RunsData["figures"][number];

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** The figures of a run's evaluations beside the loss, of the last line that has each. */
function metricsOf(lines: readonly MetricsLine[]): Map<string, number> {
  const metrics = new Map<string, number>();
  for (const { metrics: found } of lines)
    for (const [name, value] of Object.entries((found as object | undefined) ?? {}))
      if (numberOf(value) !== null) metrics.set(name, value);
  return metrics;
}

/** Seconds from a run's start to its end; null while it has none. */
function secondsOf({ record: { startedAt, finishedAt } }: StoredRun): number | null {
  return finishedAt === undefined ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

const last = (lines: readonly MetricsLine[], key: string): number | null =>
  lines.reduce<number | null>((found, line) => numberOf(line[key]) ?? found, null);

function lowest(lines: readonly MetricsLine[], key: string): number | null {
  const values = lines.map((line) => numberOf(line[key])).filter((value) => value !== null);
  return values.length > 0 ? values.reduce((a, b) => Math.min(a, b)) : null;
}

/** What a figure is of a run; null where the run has none. */
const fixed: { name: string; best?: Figure["best"]; of: (run: StoredRun) => number | null }[] = [
  { name: "steps", of: ({ metrics }) => last(metrics, "step") },
  { name: "trainLoss", best: "lowest", of: ({ record }) => numberOf(record.results.trainLoss) },
  {
    name: "evalLoss",
    best: "lowest",
    // A run that was killed has no results.
    of: ({ record, metrics }) => numberOf(record.results.evalLoss) ?? last(metrics, "evalLoss"),
  },
  { name: "lowest evalLoss", best: "lowest", of: ({ metrics }) => lowest(metrics, "evalLoss") },
];

/** Figures of runs in the order of the runs; one that no run has is left out. */
export function figuresOf(runs: readonly StoredRun[]): Figure[] {
  const metrics = runs.map((run) => metricsOf(run.metrics));
  const names = [...new Set(metrics.flatMap((found) => [...found.keys()]))];
  const figures: Figure[] = [
    ...fixed.map(({ name, best, of }) => ({ name, values: runs.map(of), ...(best ? { best } : {}) })),
    ...names.map(
      (name): Figure => ({
        name,
        values: metrics.map((found) => found.get(name) ?? null),
        // Of a length, such as genLen, nothing can be said.
        ...(/^rouge/i.test(name) ? { best: "highest" as const } : {}),
      }),
    ),
    { name: "seconds", values: runs.map(secondsOf) },
  ];
  const [, , evalLoss, lowestLoss] = figures;
  const same = JSON.stringify(evalLoss?.values) === JSON.stringify(lowestLoss?.values);
  return figures.filter(
    (figure) => figure.values.some((value) => value !== null) && !(same && figure === lowestLoss),
  );
}

/** A saved notebook should not hold every step of long runs. */
const mostPoints = 200;

/** A run's curve: its evaluations, and at most 200 of its losses, the extremes among them. */
export function pointsOf(lines: readonly MetricsLine[]): RunPoint[] {
  const points = lines.flatMap((line): RunPoint[] => {
    const step = numberOf(line.step);
    if (step === null) return [];
    const evalLoss = numberOf(line.evalLoss);
    return [{ step, loss: numberOf(line.loss), ...(evalLoss === null ? {} : { evalLoss }) }];
  });
  const losses = points.map(({ loss }) => loss);
  const kept = new Set(extremes(losses, mostPoints));
  return points.filter((point, index) => point.evalLoss !== undefined || kept.has(index));
}
