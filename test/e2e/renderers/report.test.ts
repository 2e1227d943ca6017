/** The stand-alone report: its script inside the page, no server behind it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inRepository } from "../support/repository.js";
import { canvasColors, type Harness, startHarness, watchProblems } from "./harness.js";
import { displays, writeReport } from "./report_page.js";

describe("the HTML report in a browser", function () {
  this.timeout(120_000);
  const folder = inRepository("out/screenshots");
  let file: string;
  let harness: Harness;

  before(async () => {
    file = writeReport();
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
    await harness.page.locator(".frame.rouge").getByRole("button", { name: "PNG" }).click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), "rouge.png");
    const bytes = readFileSync(await saved.path());
    assert.deepEqual([...bytes.subarray(1, 4)], [...Buffer.from("PNG")]);
  });
});
