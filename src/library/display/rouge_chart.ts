/** The ROUGE chart without script: a dot and a whisker for each system and metric. */
import type { RougeData } from "../../protocol/index.js";
import { type Html, html } from "./html.js";

const width = 560;
const labelWidth = 90;
const valueWidth = 60;
const rowHeight = 18;
/** Okabe and Ito's palette, which colour-blind readers can tell apart: https://jfly.uni-koeln.de/color/ */
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"];

export function rougeChart(data: RougeData): Html {
  const highest = data.systems
    .flatMap(({ scores }) => Object.values(scores).map(({ value, high }) => high ?? value))
    .reduce((a, b) => Math.max(a, b), 0.01);
  const x = (score: number) =>
    (labelWidth + (score / highest) * (width - labelWidth - valueWidth)).toFixed(1);
  const band = data.systems.length * rowHeight + 12;
  const marks = data.metrics.map((metric, group) => {
    const rows = data.systems.map(({ scores }, index) => {
      const score = scores[metric];
      if (!score) return null;
      const y = group * band + index * rowHeight + 14;
      const color = palette[index % palette.length]!;
      const whisker =
        score.low === undefined || score.high === undefined
          ? null
          : html`<line x1="${x(score.low)}" x2="${x(score.high)}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2"/>`;
      return html`${whisker}<circle cx="${x(score.value)}" cy="${y}" r="4" fill="${color}"/><text x="${width - valueWidth + 10}" y="${y + 4}" fill="${color}">${(100 * score.value).toFixed(1)}</text>`;
    });
    return html`<text x="0" y="${group * band + 18}" fill="currentColor">${metric}</text>${rows}`;
  });
  const legend = data.systems.map(
    ({ label }, index) => html`<span style="color:${palette[index % palette.length]}">● ${label}</span> `,
  );
  const height = data.metrics.length * band;
  return html`<div>${legend}</div><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-size="12" font-family="sans-serif" role="img" aria-label="ROUGE F1 of ${data.systems.map(({ label }) => label).join(", ")}; the table below has the figures">${marks}</svg>`;
}
