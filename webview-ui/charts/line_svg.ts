/** A line chart as a drawing of its own: what uPlot shows on its canvas, as SVG text for a file. */
import type uPlot from "uplot";
import { extremes } from "../../src/protocol/thin.js";
import { resolveColor } from "../shared/theme.js";
import { apart, type LineSeries } from "./line_options.js";
import { linearScale, logTicks, ticks } from "./scale.js";
import { drawing, tag } from "./svg_text.js";

export interface LineFigure {
  steps: number[];
  series: LineSeries[];
  logScale: boolean;
  axisTitle: string;
  width: number;
  height: number;
  /** What is in view of both axes. */
  x: [low: number, high: number];
  y: [low: number, high: number];
}

const space = { left: 56, right: 92, top: 24, bottom: 34 };

/** What a chart of the page shows now, with the page's colours and font. */
export function lineDrawing(
  chart: uPlot,
  place: HTMLElement,
  figure: Omit<LineFigure, "width" | "height" | "x" | "y">,
): string | undefined {
  const { x, y } = chart.scales;
  if (x?.min == null || x.max == null || y?.min == null || y.max == null) return undefined;
  const { width, height } = chart;
  return lineSvg(
    { ...figure, width, height, x: [x.min, x.max], y: [y.min, y.max] },
    (expression) => resolveColor(place, expression),
    getComputedStyle(place).fontFamily,
  );
}

export function lineSvg(figure: LineFigure, color: (expression: string) => string, font = ""): string {
  const { width, height, logScale } = figure;
  const right = width - space.right;
  const bottom = height - space.bottom;
  const x = linearScale(figure.x, [space.left, right]);
  const grow = (value: number) => (logScale ? Math.log10(value) : value);
  const [low, high] = figure.y;
  const yOf = linearScale([grow(low), grow(high)], [bottom, space.top]);
  const y = (value: number) => yOf(grow(value));
  const muted = color("var(--muted)");
  const number = (value: number) => Number(value.toPrecision(4)).toLocaleString("en-US");
  const text = (content: string, at: object) => tag("text", { fill: muted, "font-size": 11, ...at }, content);
  const levels = logScale ? logTicks(low, high) : ticks(low, high, Math.max(2, (bottom - space.top) / 44));
  const grid = levels.map(
    (value) =>
      tag("line", { x1: space.left, x2: right, y1: y(value), y2: y(value), stroke: color("var(--grid)") }) +
      text(number(value), { x: space.left - 8, y: y(value) + 4, "text-anchor": "end" }),
  );
  const marks = ticks(...figure.x, Math.max(2, (right - space.left) / 90)).filter(Number.isInteger);
  const along = marks.map((value) =>
    text(value.toLocaleString("en-US"), { x: x(value), y: bottom + 18, "text-anchor": "middle" }),
  );
  const from = figure.steps.findIndex((step) => step >= figure.x[0]);
  const to = figure.steps.findLastIndex((step) => step <= figure.x[1]);
  const lines = figure.series.map((series) => line(figure, series, [from, to], { x, y, color }));
  const names = apart(
    lines.flatMap(({ end, series }) => (end && !series.faint ? [{ ...series, y: end.y }] : [])),
  );
  const parts = [
    ...grid,
    ...along,
    text(figure.axisTitle, { x: space.left, y: 12, "text-anchor": "start" }),
    text("step", { x: right + 24, y: bottom + 18 }),
    ...lines.map(({ markup }) => markup),
    ...names.map((name) =>
      tag(
        "text",
        { x: right + 8, y: name.y + 4, fill: color(name.color), "font-size": 11, "font-weight": 600 },
        name.label,
      ),
    ),
  ];
  return drawing({ width, height, paper: color("var(--paper)"), font }, parts);
}

interface Scales {
  x(value: number): number;
  y(value: number): number;
  color(expression: string): string;
}

function line(figure: LineFigure, series: LineSeries, [from, to]: [number, number], scales: Scales) {
  const values = from < 0 ? [] : series.values.slice(from, to + 1);
  // Two points a pixel: more can't be seen.
  const points = extremes(values, 2 * figure.width).map((index) => ({
    x: Number(scales.x(figure.steps[from + index]!).toFixed(1)),
    y: Number(scales.y(values[index]!).toFixed(1)),
  }));
  const stroke = scales.color(series.color);
  const look = series.faint ? { "stroke-width": 1, opacity: 0.28 } : { "stroke-width": 1.75 };
  const dots = series.dots
    ? points.map(({ x, y }) => tag("circle", { cx: x, cy: y, r: 2.5, fill: stroke }))
    : [];
  const path = points.map(({ x, y }) => `${x},${y}`).join(" ");
  const markup =
    points.length === 0
      ? ""
      : tag("polyline", { points: path, fill: "none", stroke, "stroke-linejoin": "round", ...look }) +
        dots.join("");
  return { series, markup, end: points.at(-1) };
}
