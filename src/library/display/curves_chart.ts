/** Curves over training steps without script. */
import { extremes } from "../../protocol/index.js";
import { type Html, html } from "./html.js";

const size = { width: 560, height: 180, left: 52, right: 70, top: 8, bottom: 24 };
/** More points than pixels only make the file larger. */
const maxPoints = 500;
/** Names of lines that end close to each other are this far apart. */
const nameHeight = 12;

export interface CurvePoint {
  step: number;
  value: number;
}

export interface Curve {
  /** Written at the line's end; a line without one is part of another's. */
  label?: string;
  color: string;
  dashed?: boolean;
  points: CurvePoint[];
}

/** Lines on common axes, the first ones on top; nothing when there are fewer than two points. */
export function curvesChart(curves: Curve[], ariaLabel: string): Html | null {
  const shown = curves.map((curve) => ({ ...curve, points: thin(curve.points) }));
  const all = shown.flatMap(({ points }) => points);
  if (all.length < 2) return null;
  const [firstStep, lastStep] = bounds(all.map(({ step }) => step));
  const [low, high] = bounds(all.map(({ value }) => value));
  const right = size.width - size.right;
  const bottom = size.height - size.bottom;
  const x = (step: number) =>
    size.left + ((step - firstStep) / (lastStep - firstStep || 1)) * (right - size.left);
  const y = (value: number) => bottom - ((value - low) / (high - low || 1)) * (bottom - size.top);
  const axis = (value: number) =>
    html`<line x1="${size.left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="currentColor" opacity=".15"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end" opacity=".7">${value.toPrecision(3)}</text>`;
  const ends = shown.flatMap(({ points, label, color }) => {
    const last = points.at(-1);
    return last && label !== undefined ? [{ label, color, y: y(last.value) + 4 }] : [];
  });
  const lines = shown.toReversed().map(({ points, color, dashed }) => {
    const last = points.at(-1);
    if (!last) return null;
    const path = points.map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const dashes = dashed ? html` stroke-dasharray="4 3"` : null;
    return html`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.75"${dashes}/><circle cx="${x(last.step).toFixed(1)}" cy="${y(last.value).toFixed(1)}" r="2.5" fill="${color}"/>`;
  });
  const names = apart(ends).map(
    (name) => html`<text x="${right + 6}" y="${name.y.toFixed(1)}" fill="${name.color}">${name.label}</text>`,
  );
  return html`<svg width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-size="11" font-family="sans-serif" fill="currentColor" role="img" aria-label="${ariaLabel}">${axis(high)}${low === high ? null : axis(low)}<text x="${size.left}" y="${size.height - 6}" opacity=".7">step ${firstStep}</text><text x="${right}" y="${size.height - 6}" text-anchor="end" opacity=".7">${lastStep}</text>${lines}${names}</svg>`;
}

function bounds(values: number[]): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** Moves names down where two would overlap. */
function apart<T extends { y: number }>(names: T[]): T[] {
  const placed: T[] = [];
  for (const name of names.toSorted((a, b) => a.y - b.y)) {
    const above = placed.at(-1);
    placed.push({ ...name, y: above ? Math.max(name.y, above.y + nameHeight) : name.y });
  }
  return placed;
}

function thin(points: CurvePoint[]): CurvePoint[] {
  const values = points.map(({ value }) => value);
  return extremes(values, maxPoints).map((index) => points[index]!);
}
