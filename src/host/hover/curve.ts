/** A small loss curve as a picture that a hover's Markdown can hold. */
import type { MetricsLine } from "../../runs/index.js";
import { l10n } from "../l10n.js";

export type HoverTheme = "light" | "dark" | "high-contrast-light" | "high-contrast-dark";

/** Training loss, validation loss, and the text of the axis; those of the notebook's charts. */
const colors: Record<HoverTheme, [train: string, validation: string, text: string]> = {
  light: ["#0b68cb", "#b54e06", "#5f6670"],
  dark: ["#58a6ff", "#f0904a", "#a5adb6"],
  "high-contrast-light": ["#0a4c96", "#8a3a00", "#000000"],
  "high-contrast-dark": ["#58a6ff", "#f0904a", "#ffffff"],
};

const width = 260;
const height = 64;
const padding = { left: 38, right: 6, top: 6, bottom: 6 };
const mostPoints = 120;

interface Point {
  step: number;
  value: number;
}

/** Finite values by step, at most 120 of them: the lowest and the highest of each part of a longer series. */
export function pointsOf(lines: readonly MetricsLine[], name: string): Point[] {
  const points: Point[] = [];
  for (const line of lines) {
    const { step, [name]: value } = line;
    if (typeof step === "number" && typeof value === "number") points.push({ step, value });
  }
  const size = Math.ceil((2 * points.length) / mostPoints);
  if (points.length <= mostPoints) return points;
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const part = points.slice(start, start + size);
    const low = part.reduce((a, b) => (b.value < a.value ? b : a));
    const high = part.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...(low.step < high.step ? [low, high] : low === high ? [low] : [high, low]));
  }
  return kept;
}

/** An image as Markdown; undefined for fewer than two points, which make no curve. */
export function curveMarkdown(lines: readonly MetricsLine[], theme: HoverTheme): string | undefined {
  const train = pointsOf(lines, "loss");
  const validation = pointsOf(lines, "evalLoss");
  if (train.length < 2 && validation.length < 2) return undefined;
  const all = [...train, ...validation];
  const low = Math.min(...all.map(({ value }) => value));
  const high = Math.max(...all.map(({ value }) => value));
  const last = Math.max(...all.map(({ step }) => step));
  const x = ({ step }: Point) => padding.left + ((width - padding.left - padding.right) * step) / (last || 1);
  const y = ({ value }: Point) =>
    padding.top + (height - padding.top - padding.bottom) * (1 - (value - low) / (high - low || 1));
  const place = (point: Point) => `${x(point).toFixed(1)},${y(point).toFixed(1)}`;
  const [trainColor, validationColor, text] = colors[theme];
  const line = (points: Point[], color: string, dash: string) =>
    points.length === 0
      ? ""
      : `<polyline points="${points.map(place).join(" ")}" fill="none" stroke="${color}" stroke-width="1.6" stroke-linejoin="round"${dash}/>` +
        `<circle cx="${x(points.at(-1)!).toFixed(1)}" cy="${y(points.at(-1)!).toFixed(1)}" r="2.4" fill="${color}"/>`;
  const label = (value: number, at: number) =>
    `<text x="${padding.left - 6}" y="${at}" text-anchor="end" font-family="sans-serif" font-size="10" fill="${text}">${value.toPrecision(3)}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${label(high, padding.top + 7)}${label(low, height - padding.bottom)}${line(train, trainColor, "")}${line(validation, validationColor, l10n.t(' stroke-dasharray="4 3"'))}</svg>`;
  const said = l10n.t(
    "Loss from {0} to {1}",
    first(train, validation),
    (train.at(-1) ?? validation.at(-1))!.value.toPrecision(3),
  );
  return `![${said}](data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")})`;
}

const first = (train: Point[], validation: Point[]): string =>
  (train[0] ?? validation[0])!.value.toPrecision(3);
