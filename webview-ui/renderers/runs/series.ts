/** What the view of several runs computes: common curves, and the table in one of two layouts. */
import { bestOf } from "../../../src/protocol/derived.js";
import type { RunsData } from "../../../src/protocol/outputs.js";
import type { LineSeries } from "../../charts/line_options.js";
import { formatFigure } from "../../shared/format.js";

/** Which losses are drawn. */
export type CurveKind = "loss" | "evalLoss";

/** Colours that can be told apart, the grey one last. */
const colors = [1, 2, 4, 5, 3].map((series) => `var(--series-${series})`);
/** As many runs as there are colours have one and a name in the chart; the others are pale. */
export const coloured = colors.length;
/** Runs without a ranking are columns while they fit beside each other. */
const mostColumns = 6;

export const colorOf = (run: number): string => colors[run] ?? "var(--muted)";

export const hasCurve = (data: RunsData, kind: CurveKind): boolean =>
  data.runs.some(({ points }) => points.some((point) => point[kind] != null));

export interface Curves {
  /** Steps at which at least one run has a figure, in order. */
  steps: number[];
  /** The pale ones first, so that the others lie above them; `run` is the index in the data. */
  series: (LineSeries & { run: number })[];
}

export function curvesOf({ runs }: RunsData, kind: CurveKind): Curves {
  const figures = runs.map(
    ({ points }) => new Map(points.map((point) => [point.step, point[kind] ?? null] as const)),
  );
  const known = figures.flatMap((found) =>
    [...found].flatMap(([step, value]) => (value === null ? [] : [step])),
  );
  const steps = [...new Set(known)].sort((a, b) => a - b);
  const series = runs.map(({ label }, run) => {
    const values = steps.map((step) => figures[run]!.get(step) ?? null);
    const dots = values.filter((value) => value !== null).length <= 40;
    const look = run < coloured ? { dots } : { faint: true };
    return { run, label, color: colorOf(run), values, ...look };
  });
  return { steps, series: series.toReversed() };
}

/** A curve's value at a row of the chart: the newest one up to there. */
export function valueAt(values: (number | null)[], row: number | null): number | null {
  return values.slice(0, row === null ? undefined : row + 1).findLast((value) => value !== null) ?? null;
}

/** What a screen reader says at a row of the chart. */
export function readingText(step: number, series: LineSeries[], row: number): string {
  const readings = series.map(({ label, values }) => `${label} ${formatFigure(valueAt(values, row))}`);
  return `Step ${step.toLocaleString("en-US")}: ${readings.join(", ")}`;
}

export interface Cell {
  text: string;
  number: boolean;
  best: boolean;
}

export interface Row {
  name: string;
  /** Index of the run whose row this is. */
  run?: number;
  cells: Cell[];
}

export interface Table {
  /** With the index of the run whose column it is. */
  columns: { name: string; run?: number; number: boolean }[];
  rows: Row[];
}

const figureText = (value: number | null): string =>
  value !== null && Number.isInteger(value) ? value.toLocaleString("en-US") : formatFigure(value);

/** Settings and figures with the cells of every run. */
function attributes(data: RunsData): Row[] {
  const settings = data.settings.map(({ name, values }) => ({
    name,
    cells: values.map((text) => ({ text: text || "–", number: isNumber(text), best: false })),
  }));
  const figures = data.figures.map((figure) => {
    const best = bestOf(figure);
    const cells = figure.values.map((value, index) => ({
      text: figureText(value),
      number: true,
      best: best.includes(index),
    }));
    return { name: figure.name, cells };
  });
  return data.rankedBy === undefined ? [...settings, ...figures] : [...figures, ...settings];
}

const isNumber = (text: string): boolean => text !== "" && Number.isFinite(Number(text));

export function tableOf(data: RunsData): Table {
  const rows = attributes(data);
  const asColumns = data.rankedBy === undefined && data.runs.length <= mostColumns;
  if (asColumns)
    return { columns: data.runs.map(({ label }, run) => ({ name: label, run, number: true })), rows };
  const state = { name: "state", number: false };
  return {
    columns: [
      ...rows.map(({ name, cells }) => ({ name, number: cells.every(({ number }) => number) })),
      state,
    ],
    rows: data.runs.map(({ label, state: text }, run) => ({
      name: label,
      run,
      cells: [...rows.map(({ cells }) => cells[run]!), { text, number: false, best: false }],
    })),
  };
}

/** One sentence about the curves, for readers who don't see them. */
export function describeRuns(data: RunsData, kind: CurveKind): string {
  const ends = data.runs.slice(0, coloured).flatMap(({ label, points }) => {
    const value = valueAt(
      points.map((point) => point[kind] ?? null),
      null,
    );
    return value === null ? [] : [`${label} ${formatFigure(value)}`];
  });
  const what = kind === "loss" ? "Training loss" : "Validation loss";
  return `${what} of ${data.runs.length} runs by step; last figures: ${ends.join(", ") || "none"}. The table has all figures.`;
}
