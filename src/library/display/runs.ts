import { bestOf, type RunsData } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { type Curve, curvesChart } from "./curves_chart.js";
import { type Html, html, htmlTable } from "./html.js";
import { palette } from "./rouge_chart.js";
import { alignColumns, cut, lineWidth, wrap } from "./text.js";
import { pick } from "./training_chart.js";
import type { Displayable } from "./types.js";

/** Runs side by side: what they differ in, their figures, and their curves on common axes. */
export function runsDisplay(data: RunsData, envelope?: Envelope): Displayable {
  return displayableOf("runs", data, { text: runsText, html: runsHtml }, envelope);
}

/** A table: for runs that are ranked a row each, else a column each. */
interface Table {
  header: string[];
  rows: string[][];
}

function figureText(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? String(value) : value.toPrecision(5);
}

/** Values with a star at the best, and room for it at the others, so that their digits stay below each other. */
function starred(figure: RunsData["figures"][number]): string[] {
  const best = bestOf(figure);
  const mark = (index: number) => (best.length === 0 ? "" : best.includes(index) ? " *" : "  ");
  return figure.values.map((value, index) => figureText(value) + mark(index));
}

const longest = 24;

/** Cuts a long value in its middle: paths often differ at their ends. */
function shorten(text: string): string {
  if (text === "") return "–";
  if (text.length <= longest) return text;
  return `${text.slice(0, 8)} … ${text.slice(text.length - (longest - 11))}`;
}

/** A row a run, best first. */
function ranking(data: RunsData): Table {
  const columns = [...data.figures.map(({ name }) => name), ...data.settings.map(({ name }) => name)];
  const figures = data.figures.map(starred);
  const rows = data.runs.map(({ label, state }, index) => [
    label,
    ...figures.map((values) => values[index]!),
    ...data.settings.map(({ values }) => shorten(values[index] ?? "")),
    state,
  ]);
  return { header: ["", ...columns, "state"], rows };
}

/** A column a run. */
function sideBySide({ runs, settings, figures }: RunsData, from: number, to: number): Table {
  const part = <T>(values: readonly T[]) => values.slice(from, to);
  return {
    header: ["", ...part(runs.map(({ label }) => label))],
    rows: [
      ...settings.map(({ name, values }) => [cut(name, longest), ...part(values).map(shorten)]),
      ...figures.map((figure) => [figure.name, ...part(starred(figure))]),
    ],
  };
}

/** As many columns as fit on a line, then the others below. */
function blocks(data: RunsData): string[] {
  const texts: string[] = [];
  for (let from = 0; from < data.runs.length; ) {
    let to = data.runs.length;
    let text = "";
    for (; to > from; to--) {
      const { header, rows } = sideBySide(data, from, to);
      text = alignColumns([header, ...rows], [0]);
      if (text.split("\n").every((line) => line.length <= lineWidth)) break;
    }
    texts.push(text);
    from = Math.max(to, from + 1);
  }
  return texts;
}

export function runsText(data: RunsData): string {
  const notes = [data.title, ...(data.note === undefined ? [] : [data.note])].map((line) => wrap(line));
  if (data.rankedBy !== undefined) {
    const { header, rows } = ranking(data);
    const table = alignColumns([header, ...rows], [0]).split("\n");
    return [...notes, ...table.map((line) => cut(line, lineWidth - 2))].join("\n");
  }
  const names = alignColumns(
    data.runs.map(({ label, id, state }) => [label, cut(id, 72), state]),
    [0, 1, 2],
  );
  return [...notes, names, ...blocks(data)].join("\n\n");
}

/** Runs beyond the palette are grey, below the others and without a name. */
const grey = "#9aa0a6";

function curvesOf({ runs }: RunsData): Curve[] {
  return runs.flatMap(({ label, points }, index): Curve[] => {
    const color = palette[index] ?? grey;
    const training = pick(points, (point) => point.loss);
    const validation = pick(points, (point) => point.evalLoss);
    const name = index < palette.length ? { label } : {};
    return [
      { ...(training.length > 0 ? name : {}), color, points: training },
      { ...(training.length > 0 ? {} : name), color, points: validation, dashed: true },
    ];
  });
}

function runsHtml(data: RunsData): Html {
  const { header, rows } =
    data.rankedBy === undefined ? sideBySide(data, 0, data.runs.length) : ranking(data);
  const legend = data.runs.map(
    ({ id, label, state }, index) =>
      html`<div><span style="color:${palette[index] ?? grey}">● ${label}</span> <code>${id}</code> <span style="opacity:.7">${state}</span></div>`,
  );
  return html`<div><b>${data.title}</b></div>${data.note === undefined ? null : html`<p>${data.note}</p>`}${
    data.rankedBy === undefined ? legend : null
  }${curvesChart(curvesOf(data), "Loss by step of each run, validation dashed; the table below has the figures")}${htmlTable({ header, rows, textColumns: 1 })}`;
}
