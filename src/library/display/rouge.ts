import type { RougeData, Score } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { pointsText } from "./figures.js";
import { type Html, html, htmlTable } from "./html.js";
import { rougeChart } from "./rouge_chart.js";
import { alignColumns, pythonRepr } from "./text.js";
import type { Displayable } from "./types.js";

/** ROUGE of one or more systems with their bootstrap intervals and paired differences. */
export function rougeDisplay(data: RougeData, envelope?: Envelope): Displayable {
  return displayableOf("rouge", data, { text: rougeText, html: rougeHtml }, envelope);
}

/** "clear" when the interval of a difference leaves out zero; without an interval nothing can be said. */
export function verdict({ low, high }: Score): "clear" | "within noise" | undefined {
  if (low === undefined || high === undefined) return undefined;
  return low > 0 || high < 0 ? "clear" : "within noise";
}

/** A dictionary a system as `evaluate` prints it, then the differences in percentage points. */
export function rougeText(data: RougeData): string {
  const scores = data.systems.map(({ label, scores }) => {
    const rounded = Object.fromEntries(
      data.metrics.flatMap((metric) => {
        const score = scores[metric];
        return score ? [[metric, Number(score.value.toFixed(6))]] : [];
      }),
    );
    return `${label}: ${pythonRepr(rounded)}`;
  });
  const differences = data.differences.map(({ from, to, scores }) => {
    const rows = data.metrics.flatMap((metric) => {
      const score = scores[metric];
      return score
        ? [[`${metric}:`, pointsText(score.value), intervalText(score), verdict(score) ?? ""]]
        : [];
    });
    return `\nAbsolute difference, ${labelOf(data, to)} minus ${labelOf(data, from)}:\n${alignColumns(rows, [0, 3])}`;
  });
  return [...scores, ...differences, footnote(data)].join("\n");
}

function labelOf(data: RougeData, key: string): string {
  return data.systems.find((system) => system.key === key)?.label ?? key;
}

function intervalText(score: Score): string {
  if (score.low === undefined || score.high === undefined) return "";
  return `[${pointsText(score.low)}, ${pointsText(score.high)}]`;
}

function footnote(data: RougeData): string {
  const scores = [...data.systems, ...data.differences].flatMap((entry) => Object.values(entry.scores));
  const intervals = scores.some((score) => score.low !== undefined)
    ? ` Intervals are ${Number((100 * data.confidence).toFixed(1))}% bootstrap intervals.`
    : "";
  return `\nF1 over ${data.count} ${data.count === 1 ? "pair" : "pairs"}.${intervals}`;
}

function rougeHtml(data: RougeData): Html {
  const cell = (score: Score | undefined) => {
    if (!score) return "–";
    const value = (100 * score.value).toFixed(1);
    if (score.low === undefined || score.high === undefined) return value;
    return html`${value} <span style="opacity:.7">[${(100 * score.low).toFixed(1)}, ${(100 * score.high).toFixed(1)}]</span>`;
  };
  const systems = data.systems.map(({ label, scores }) => [
    label,
    ...data.metrics.map((name) => cell(scores[name])),
  ]);
  const differences = data.differences.map(({ from, to, scores }) => [
    `${labelOf(data, to)} − ${labelOf(data, from)}`,
    ...data.metrics.map((name) => {
      const score = scores[name];
      return score ? `${pointsText(score.value)} ${verdict(score) ?? ""}` : "–";
    }),
  ]);
  return html`${rougeChart(data)}${htmlTable({
    caption: "ROUGE F1, in points out of 100",
    header: ["", ...data.metrics],
    rows: [...systems, ...differences],
    textColumns: 1,
  })}<p style="opacity:.7">${footnote(data).trim()}</p>`;
}
