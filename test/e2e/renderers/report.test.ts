/** The stand-alone report: its script inside the page, no server behind it. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
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
import { canvasColors, type Harness, startHarness, watchProblems } from "./harness.js";

const displays: MimeBundle[] = [
  datasetDisplay(samples.dataset).toMimeBundle("o1"),
  parameterCountsDisplay(samples.parameters).toMimeBundle("o2"),
  trainingDisplay(samples.training(120), true).toMimeBundle("o3"),
  summariesDisplay(samples.summaries).toMimeBundle("o4"),
  rougeDisplay(samples.rouge).toMimeBundle("o5"),
  diagnosticsDisplay(samples.findings).toMimeBundle("o6"),
  summariesDisplay(hostileData.summaries).toMimeBundle("o7"),
];

/** The product's own export, with one output more that no renderer can draw. */
function reportPage(script: string): string {
  const notebook = newNotebook();
  const cell = newCell("code", "trainer.train()");
  const bundles = [...displays, { [mimeOf("rouge")]: { outputId: 1 }, "text/plain": "kept" }];
  cell.outputs = bundles.map((data) => ({ output_type: "display_data", data, metadata: {} }));
  notebook.cells.push(newCell("markdown", "# The first run"), cell);
  return notebookToHtml(notebook, { rendererBundle: script });
}

describe("the HTML report in a browser", function () {
  this.timeout(120_000);
  const folder = inRepository("out/screenshots");
  const file = `${folder}/report.html`;
  let harness: Harness;

  before(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, reportPage(readFileSync(inRepository("dist/webview/report.js"), "utf8")));
    harness = await startHarness();
    await harness.page.setViewportSize({ width: 1200, height: 900 });
  });
  after(() => harness?.close());

  for (const scheme of ["light", "dark"] as const) {
    it(`draws every output in place of its fallback, ${scheme} as the system wants`, async () => {
      const problems = watchProblems(harness.page);
      await harness.page.emulateMedia({ colorScheme: scheme });
      await harness.page.goto(pathToFileURL(file).href);
      const drawn = harness.page.locator("[data-summnb-output] .frame");
      await drawn.nth(displays.length - 1).waitFor();
      assert.equal(await drawn.count(), displays.length);
      assert.equal(await harness.page.locator(`[data-theme=${scheme}]`).count(), displays.length);
      const colors = await canvasColors(harness.page.locator(".plot canvas"));
      assert.ok((colors[scheme === "dark" ? "88,166,255" : "11,104,203"] ?? 0) > 200, "the loss curve");
      assert.equal(await harness.page.evaluate(() => "__ran" in window), false);
      assert.equal(await harness.page.locator("[data-summnb-output] .fallback").innerText(), "kept");
      assert.deepEqual(problems, []);
      await harness.page.screenshot({ path: `${folder}/report-${scheme}.png`, fullPage: true });
    });
  }

  it("shows the static fallback without script, hostile texts as texts", async () => {
    const context = await harness.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    assert.equal(await page.locator("[data-summnb-output] table").count(), 6);
    assert.equal(await page.locator("[data-summnb-output] img").count(), 0);
    await page.screenshot({ path: `${folder}/report-static.png`, fullPage: true });
    await context.close();
  });

  it("saves a chart by the browser's own download", async () => {
    await harness.page.goto(pathToFileURL(file).href);
    const download = harness.page.waitForEvent("download");
    await harness.page.getByRole("button", { name: "SVG" }).click();
    assert.equal((await download).suggestedFilename(), "rouge.svg");
  });
});
