import type { DatasetData } from "../../protocol/index.js";
import { displayableOf, type Envelope } from "./bundle.js";
import { groupDigits } from "./figures.js";
import { type Html, html, htmlTable } from "./html.js";
import { cut, pythonRepr } from "./text.js";
import type { Displayable } from "./types.js";

const shownRows = 5;
const shownCharacters = 200;

/** A data set's splits and its first rows. */
export function datasetDisplay(data: DatasetData, envelope?: Envelope): Displayable {
  return displayableOf("dataset", data, { text: datasetText, html: datasetHtml }, envelope);
}

/** As Hugging Face's `Dataset` and `DatasetDict` print themselves. */
export function datasetText(data: DatasetData): string {
  const body = (split: DatasetData["splits"][number], indent: string) =>
    `Dataset({\n${indent}    features: ${pythonRepr(split.features)},\n${indent}    num_rows: ${split.numRows}\n${indent}})`;
  const [only] = data.splits;
  if (only && data.splits.length === 1) return body(only, "");
  const splits = data.splits.map((split) => `    ${split.name}: ${body(split, "    ")}\n`);
  return `DatasetDict({\n${splits.join("")}})`;
}

function datasetHtml(data: DatasetData): Html {
  const splits = data.splits.map(({ name, numRows }) => `${name} ${groupDigits(numRows)}`).join(" · ");
  const rows = data.preview.rows
    .slice(0, shownRows)
    .map((row) => row.map((text) => cut(text, shownCharacters)));
  return html`<div><b>${data.name}</b> <span style="opacity:.7">${splits}</span></div>${htmlTable({
    caption: `First rows of ${data.preview.split}`,
    header: data.preview.columns,
    rows,
    textColumns: data.preview.columns.length,
  })}`;
}
