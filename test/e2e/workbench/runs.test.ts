/** The runs view in the real workbench: what it lists, that a running run moves, its page, and a hover's picture. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { createRun, type Run } from "../../../src/runs/index.js";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import { startVscodeServer, type VscodeServer } from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

describe("the runs view in the workbench", function () {
  this.timeout(180_000);
  let folder: string;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let running: Run;
  const row = (text: string) => page.locator(".pane-body .monaco-list-row", { hasText: text });

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "summnb-runs-e2e-"));
    const root = path.join(folder, "runs");
    const model = {
      name: "google/flan-t5-base",
      isLocal: false,
      type: "t5",
      parameters: { total: 249_347_328, trainable: 1_769_472 },
    };
    const options = { root, device: "cuda:0", arguments: { outputDir: path.join(folder, "out") }, model };
    const source = { file: path.join(folder, "train.summnb"), cell: "train" };
    const done = createRun({ ...options, name: "flan-lora" });
    for (let step = 10; step <= 300; step += 10)
      done.logMetrics({ step, epoch: step / 100, loss: 1 + 3 * Math.exp(-step / 80), learningRate: 1e-3 });
    const evaluation = { metrics: { rougeLsum: 0.412 }, intervals: { rougeLsum: [0.391, 0.433] } };
    done.logMetrics({ step: 300, epoch: 3, loss: null, evalLoss: 1.21, ...evaluation });
    const checkpoint = path.join(folder, "out", "checkpoint-300");
    mkdirSync(checkpoint, { recursive: true });
    writeFileSync(path.join(checkpoint, "trainer_state.json"), "{}");
    done.logCheckpoint({ step: 300, folder: checkpoint, kind: "checkpoint" });
    done.update({ maxSteps: 300, source });
    done.finish("finished", { trainLoss: 1.42, evalLoss: 1.21 });
    createRun({ ...options, name: "too-hot" }).finish("failed", {}, "The loss is not a number at step 12.");
    running = createRun({ ...options, name: "bart-base" });
    running.update({ maxSteps: 500, source });
    running.logMetrics({ step: 20, epoch: 0.2, loss: 3.25 });
    writeFileSync(path.join(folder, "train.ts"), `const id = "${done.id}";\n`);

    server = await startVscodeServer();
    ({ browser, page } = await launchBrowser());
    await openWorkbench(page, server, { folder, extensionDevelopmentPath: inRepository() });
    const workbench = new Workbench(page);
    await workbench.ready("train.ts");
    await workbench.extensionReady("Refresh Runs");
  });
  after(async () => {
    running?.finish("finished");
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("lists runs by state and day; a logged step moves its line", async () => {
    await page.locator(".activitybar .action-label[aria-label='summnb']").click();
    await row("bart-base").waitFor({ timeout: 30_000 });
    await row("step 20 of 500").waitFor();
    await row("too-hot").waitFor();
    assert.deepEqual(
      (await page.locator(".pane-body .monaco-list-row .label-name").allInnerTexts()).slice(0, 5),
      ["Running", "bart-base", "Today", "too-hot", "flan-lora"],
    );
    running.logMetrics({ step: 40, epoch: 0.4, loss: 2.75 });
    await row("step 40 of 500 · loss 2.75").waitFor({ timeout: 10_000 });
  });

  it("opens a run's page, and shows its figures and checkpoints below it", async () => {
    await row("flan-lora").click();
    await row("flan-lora").locator(".monaco-tl-twistie").click();
    await row("checkpoint-300").waitFor({ timeout: 20_000 });
    await row("41.2 [39.1, 43.3]").waitFor();
    const drawn = page
      .frameLocator("iframe.webview.ready")
      .frameLocator("#active-frame")
      .locator(".frame.training .plot canvas");
    await drawn.waitFor({ timeout: 30_000 });
    await page.screenshot({ path: inRepository("out/screenshots/runs-view.png") });
  });

  it("shows the curve in a hover over the run's id", async () => {
    await page.locator(".activitybar .action-label[aria-label^='Explorer']").click();
    await new Workbench(page).explorerRow("train.ts").dblclick();
    const id = page.locator(".view-line span", { hasText: "flan-lora" }).last();
    await id.waitFor({ timeout: 30_000 });
    await id.hover();
    const hover = page.locator(".monaco-hover", { hasText: "finished on cuda:0" });
    await hover.waitFor({ timeout: 30_000 });
    const width = await hover
      .locator("img")
      .evaluate((image) =>
        (image as HTMLImageElement).decode().then(() => (image as HTMLImageElement).naturalWidth),
      );
    assert.equal(width, 260);
    await page.screenshot({ path: inRepository("out/screenshots/runs-hover.png") });
  });
});
