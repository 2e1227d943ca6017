import type { SummariesData } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { type Html, html } from "./html.js";
import { cut, dashes, wrap } from "./text.js";
import type { Displayable } from "./types.js";

/** The fallbacks show the first rows and the start of each document; the payload has everything. */
const shownRows = 5;
const shownCharacters = 900;

/** Summaries of several systems side by side with the human ones. */
export function summariesDisplay(data: SummariesData, envelope?: Envelope): Displayable {
  return displayableOf("summaries", data, { text: summariesText, html: summariesHtml }, envelope);
}

/** Document, then each system's summary under a dashed heading, as the notebooks print them. */
export function summariesText(data: SummariesData): string {
  const rows = data.rows.slice(0, shownRows).map((row) => {
    const summaries = data.systems.map(
      ({ key, label }) => `${label}:${dashes.slice(label.length)}\n${wrap(row.summaries[key] ?? "(none)")}\n`,
    );
    return `Document ${row.index}:\n${wrap(cut(row.document, shownCharacters))}\n\n${summaries.join("\n")}`;
  });
  return [...rows, ...restText(data)].join("\n\n").trimEnd();
}

function restText(data: SummariesData): string[] {
  const rest = data.rows.length - shownRows;
  return rest > 0 ? [`… and ${rest} more ${rest === 1 ? "row" : "rows"}.`] : [];
}

function summariesHtml(data: SummariesData): Html {
  const cell = "text-align:left;vertical-align:top;padding:6px 12px 6px 0";
  const rows = data.rows
    .slice(0, shownRows)
    .map(
      (row) =>
        html`<tr><td style="${cell}">${row.index}</td><td style="${cell};opacity:.75">${cut(row.document, 280)}</td>${data.systems.map(
          ({ key }) => html`<td style="${cell}">${row.summaries[key] ?? "–"}</td>`,
        )}</tr>`,
    );
  return html`<table style="border-collapse:collapse"><thead><tr>${[
    "",
    "Document",
    ...data.systems.map(({ label }) => label),
  ].map(
    (name) => html`<th scope="col" style="${cell}">${name}</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table>${restText(data).map((line) => html`<p>${line}</p>`)}`;
}
