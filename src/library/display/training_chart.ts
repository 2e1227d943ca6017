/** The loss curve without script. */
import type { TrainingLog } from "../../protocol/index.js";
import { type Html, html } from "./html.js";
import { palette } from "./rouge_chart.js";

const size = { width: 560, height: 180, left: 52, right: 70, top: 8, bottom: 24 };
/** More points than pixels only make the file larger. */
const maxPoints = 500;

interface Point {
  step: number;
  value: number;
}

/** Training and validation loss over the steps; nothing when there are fewer than two figures. */
export function lossCurve(logs: TrainingLog[]): Html | null {
  const series = [
    { label: "training", points: pick(logs, (log) => log.loss) },
    { label: "validation", points: pick(logs, (log) => log.evalLoss) },
  ].filter(({ points }) => points.length > 0);
  const all = series.flatMap(({ points }) => points);
  if (all.length < 2) return null;
  const bounds = (values: number[]) => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const [firstStep, lastStep] = bounds(all.map(({ step }) => step)) as [number, number];
  const [low, high] = bounds(all.map(({ value }) => value)) as [number, number];
  const right = size.width - size.right;
  const bottom = size.height - size.bottom;
  const x = (step: number) =>
    size.left + ((step - firstStep) / (lastStep - firstStep || 1)) * (right - size.left);
  const y = (value: number) => bottom - ((value - low) / (high - low || 1)) * (bottom - size.top);
  const axis = (value: number) =>
    html`<line x1="${size.left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="currentColor" opacity=".15"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end" opacity=".7">${value.toPrecision(3)}</text>`;
  const lines = series.map(({ label, points }, index) => {
    const color = palette[index]!;
    const path = points.map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const last = points.at(-1)!;
    return html`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.75"/><circle cx="${x(last.step).toFixed(1)}" cy="${y(last.value).toFixed(1)}" r="2.5" fill="${color}"/><text x="${right + 6}" y="${(y(last.value) + 4 + (index && tooNear(series, y) ? 12 : 0)).toFixed(1)}" fill="${color}">${label}</text>`;
  });
  return html`<svg width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-size="11" font-family="sans-serif" fill="currentColor" role="img" aria-label="Loss by step; the table below has the figures">${axis(high)}${low === high ? null : axis(low)}<text x="${size.left}" y="${size.height - 6}" opacity=".7">step ${firstStep}</text><text x="${right}" y="${size.height - 6}" text-anchor="end" opacity=".7">${lastStep}</text>${lines}</svg>`;
}

function tooNear(series: { points: Point[] }[], y: (value: number) => number): boolean {
  const [first, second] = series.map(({ points }) => y(points.at(-1)!.value));
  return Math.abs(first! - second!) < 12;
}

function pick(logs: TrainingLog[], figure: (log: TrainingLog) => number | null | undefined): Point[] {
  const points = logs.flatMap((log) => {
    const value = figure(log);
    return value == null ? [] : [{ step: log.step, value }];
  });
  const every = Math.ceil(points.length / maxPoints);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
