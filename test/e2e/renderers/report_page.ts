/** A report with an output of most kinds, as the product exports it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import {
  datasetDisplay,
  diagnosticsDisplay,
  parameterCountsDisplay,
  rougeDisplay,
  summariesDisplay,
  trainingDisplay,
} from "../../../src/library/display/index.js";
import { newCell, newNotebook, notebookToHtml } from "../../../src/notebook/index.js";
import { type MimeBundle, mimeOf } from "../../../src/protocol/index.js";
import { hostileData } from "../../unit/display/hostile.js";
import * as samples from "../../unit/display/samples.js";
import { inRepository } from "../support/repository.js";

export const displays: MimeBundle[] = [
  datasetDisplay(samples.dataset).toMimeBundle("o1"),
  parameterCountsDisplay(samples.parameters).toMimeBundle("o2"),
  trainingDisplay(samples.training(120), true).toMimeBundle("o3"),
  summariesDisplay(samples.summaries).toMimeBundle("o4"),
  rougeDisplay(samples.rouge).toMimeBundle("o5"),
  diagnosticsDisplay(samples.findings).toMimeBundle("o6"),
  summariesDisplay(hostileData.summaries).toMimeBundle("o7"),
];

/** Writes the product's own export, with one output more that no renderer can draw; returns the file. */
export function writeReport(): string {
  const notebook = newNotebook();
  const cell = newCell("code", "trainer.train()");
  const bundles = [...displays, { [mimeOf("rouge")]: { outputId: 1 }, "text/plain": "kept" }];
  cell.outputs = bundles.map((data) => ({ output_type: "display_data", data, metadata: {} }));
  notebook.cells.push(newCell("markdown", "# The first run"), cell);
  const script = readFileSync(inRepository("dist/webview/report.js"), "utf8");
  const folder = inRepository("out/screenshots");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/report.html`, notebookToHtml(notebook, { rendererBundle: script }));
  return `${folder}/report.html`;
}
