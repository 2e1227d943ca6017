/** uPlot's options for a line chart: quiet axes, a name at the end of each line, zoom by dragging. */
import type uPlot from "uplot";
import { logTicks } from "./scale.js";

export interface LineSeries {
  label: string;
  /** A style expression such as `var(--series-1)`. */
  color: string;
  values: (number | null)[];
  /** Draws it thin and pale, without a name: the raw data behind a smoothed line. */
  faint?: boolean;
  /** Marks each figure: for the few of an evaluation. */
  dots?: boolean;
}

export interface LineOptions {
  series: LineSeries[];
  logScale: boolean;
  axisTitle: string;
  width: number;
  height: number;
  font: string;
  color(expression: string): string;
  onHover(index: number | null): void;
  onZoom(zoomed: boolean): void;
}

/** Room for the names at the lines' ends, on a wide chart and on a narrow one. */
const labelSpace = { wide: 84, narrow: 70 };
const narrow = 480;
const labelHeight = 15;

export function chartOptions(options: LineOptions): uPlot.Options {
  const { logScale, color, font } = options;
  const text = color("var(--muted)");
  const axis = { stroke: text, font: `11px ${font}`, border: { show: false }, ticks: { show: false } };
  const colors = options.series.map((series) => color(series.color));
  const background = color("var(--paper)");
  return {
    width: options.width,
    height: options.height,
    padding: [22, options.width < narrow ? labelSpace.narrow : labelSpace.wide, 0, 0],
    legend: { show: false },
    cursor: {
      x: true,
      y: false,
      drag: { x: true, y: false, dist: 6 },
      points: {
        size: 9,
        width: 2,
        stroke: background,
        fill: (_, index) => colors[index - 1] ?? text,
      },
    },
    scales: { x: { time: false }, y: { distr: logScale ? 3 : 1, range: logScale ? logRange : linearRange } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        gap: 6,
        space: options.width < narrow ? 60 : 80,
        values: (_, steps) => steps.map(whole),
      },
      {
        ...axis,
        grid: { stroke: color("var(--grid)"), width: 1 },
        size: 48,
        gap: 8,
        space: 36,
        ...(logScale ? logAxis : {}),
        values: (_, values) => values.map((value) => Number(value.toPrecision(4)).toLocaleString("en-US")),
      },
    ],
    series: [
      {},
      ...options.series.map(
        (series, index): uPlot.Series => ({
          label: series.label,
          stroke: colors[index]!,
          width: series.faint ? 1 : 1.75,
          alpha: series.faint ? 0.28 : 1,
          spanGaps: true,
          points: { show: series.dots === true, size: 6, fill: colors[index]!, stroke: background, width: 1 },
        }),
      ),
    ],
    hooks: {
      setCursor: [(chart) => options.onHover(chart.cursor.idx ?? null)],
      setScale: [
        (chart, key) => {
          if (key === "x") options.onZoom(isZoomed(chart));
        },
      ],
      draw: [
        (chart) => {
          drawNames(chart, options.series, colors, font);
          drawTitles(chart, options.axisTitle, text, font);
        },
      ],
    },
  };
}

/** Our own ticks, and all of them labelled: uPlot would only label powers of ten. */
const logAxis: uPlot.Axis = {
  splits: (chart) => logTicks(chart.scales.y?.min ?? 1, chart.scales.y?.max ?? 10),
  filter: (_, splits) => splits,
};

function whole(step: number): string {
  return Number.isInteger(step) ? step.toLocaleString("en-US") : "";
}

function linearRange(_: uPlot, low: number, high: number): [number, number] {
  if (low == null || high == null) return [0, 1];
  const space = 0.06 * (high - low || Math.abs(high) || 1);
  return [low >= 0 ? Math.max(0, low - space) : low - space, high + space];
}

function logRange(_: uPlot, low: number, high: number): [number, number] {
  if (low == null || high == null) return [1, 10];
  return [low / 1.12, high * 1.12];
}

function isZoomed(chart: uPlot): boolean {
  const steps = chart.data[0];
  const { min, max } = chart.scales.x!;
  if (steps.length < 2 || min == null || max == null) return false;
  return min > steps[0]! || max < steps.at(-1)!;
}

/** Writes each line's name at the right edge, as high as its last point, lower where two would overlap. */
function drawNames(chart: uPlot, series: LineSeries[], colors: string[], font: string): void {
  const ratio = chart.ctx.canvas.width / chart.width;
  const right = (chart.bbox.left + chart.bbox.width) / ratio;
  const names = series.flatMap(({ label, faint }, index) => {
    const end = faint ? undefined : lastHeight(chart, index + 1);
    return end === undefined ? [] : [{ label, color: colors[index]!, y: end }];
  });
  const { ctx } = chart;
  ctx.save();
  ctx.font = `600 ${11 * ratio}px ${font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { label, color, y } of apart(names)) {
    ctx.fillStyle = color;
    ctx.fillText(label, (right + 8) * ratio, y * ratio);
  }
  ctx.restore();
}

/** Moves names down where two would overlap. */
export function apart<T extends { y: number }>(names: T[]): T[] {
  const placed: T[] = [];
  for (const name of names.toSorted((a, b) => a.y - b.y)) {
    const above = placed.at(-1);
    placed.push({ ...name, y: above ? Math.max(name.y, above.y + labelHeight) : name.y });
  }
  return placed;
}

/** What the axes measure, at their ends. */
function drawTitles(chart: uPlot, title: string, color: string, font: string): void {
  const { ctx } = chart;
  const ratio = ctx.canvas.width / chart.width;
  const { left, top, width, height } = chart.bbox;
  ctx.save();
  ctx.font = `${11 * ratio}px ${font}`;
  ctx.fillStyle = color;
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  ctx.fillText(title, left, top - 6 * ratio);
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillText("step", left + width + 24 * ratio, top + height + 7 * ratio);
  ctx.restore();
}

/** Height of a line's last point that shows, in CSS pixels from the top. */
function lastHeight(chart: uPlot, seriesIndex: number): number | undefined {
  const [from, to] = chart.series[0]!.idxs ?? [0, chart.data[0].length - 1];
  const values = chart.data[seriesIndex]!;
  for (let index = to; index >= from; index--) {
    const value = values[index];
    if (value != null) return chart.valToPos(value, "y", true) / (chart.ctx.canvas.width / chart.width);
  }
  return undefined;
}
