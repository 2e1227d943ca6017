/**
 * The first run as a user has it in VS Code, with the extension packaged and installed: open, run all, look,
 * hover, and start a training of one's own.
 */
import assert from "node:assert/strict";
import path from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import type { OutputKind } from "../../../src/protocol/index.js";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { packageForTest } from "../support/package.js";
import { inRepository } from "../support/repository.js";
import { savedNotebook } from "../support/saved-notebook.js";
import { keepFailures, keepScreenshot, updatesImages } from "../support/screenshots.js";
import {
  copyWorkspace,
  startVscodeServer,
  type VscodeServer,
  type Workspace,
} from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

const notebook = "first-run.summnb";
/** Few steps: that the whole path works is the point, not how good the model gets. Pictures show the real run. */
const environment: Record<string, string> = updatesImages
  ? {}
  : { SUMMNB_FIRST_RUN_STEPS: "12", SUMMNB_FIRST_RUN_ROWS: "12" };
const runLimit = updatesImages ? 900_000 : 200_000;

const frameOf = (kind: OutputKind) => (frame: Frame) => frame.locator(`section.frame.${kind}`);

describe("the first run in a real VS Code", function () {
  this.timeout(runLimit + 60_000);
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    workspace = copyWorkspace("examples", { ".": inRepository("examples") });
    const { vsix } = await packageForTest();
    server = await startVscodeServer({ env: environment, vsix: [vsix] });
    ({ browser, page } = await launchBrowser());
    await openWorkbench(page, server, { folder: workspace.folder });
    workbench = new Workbench(page);
    await workbench.ready(notebook);
    await workbench.extensionReady("summnb: New Notebook");
  });

  keepFailures(() => page);

  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  it("opens the notebook with its cells", async () => {
    await workbench.openNotebook(notebook, "loadDataset");
    await page.locator(".kernel-label", { hasText: "summnb" }).waitFor();
  });

  it("runs all cells with the real kernel", async () => {
    await workbench.command("Notebook: Run All");
    await page.locator(".statusbar-item", { hasText: "summnb: busy" }).waitFor({ timeout: 60_000 });
    await page.locator(".statusbar-item", { hasText: "summnb: idle" }).waitFor({ timeout: runLimit });
    await page.keyboard.press("Control+S");
    const { cells } = await savedNotebook(path.join(workspace.folder, notebook));
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    const errors = outputs.filter((output) => output.output_type === "error");
    assert.deepEqual(
      errors.map((error) => error.evalue),
      [],
    );
  });

  it("draws the parameter counts", async () => {
    const view = await workbench.showOutput(frameOf("parameters"));
    assert.match(await view.innerText(), /parameters are trainable/);
    await keepScreenshot(page, "parameters");
  });

  it("draws the training's curve and table", async () => {
    const view = await workbench.showOutput(frameOf("training"));
    assert.match(await view.innerText(), /step (\d+) of \1\b/);
    assert.ok((await view.locator("table tbody tr").count()) > 0, "no row in the loss table");
    assert.ok((await view.locator("canvas, svg").count()) > 0, "no curve");
    await keepScreenshot(page, "training");
  });

  it("draws the summaries side by side", async () => {
    const trained = (frame: Frame) => frame.locator("section.frame.summaries", { hasText: "LoRA" });
    const text = await (await workbench.showOutput(trained)).innerText();
    for (const system of ["base", "LoRA", "human"]) assert.ok(text.includes(system), `no ${system} in it`);
    await keepScreenshot(page, "summaries");
  });

  it("draws the ROUGE chart with intervals", async () => {
    const view = await workbench.showOutput(frameOf("rouge"));
    assert.match(await view.innerText(), /ROUGE-1|rouge1/i);
    assert.ok((await view.locator("svg, canvas").count()) > 0, "no chart");
    await keepScreenshot(page, "rouge");
  });

  it("shows a trainer's latest figures in a hover", async () => {
    await workbench.showOutput(frameOf("training"), 620);
    const hover = await workbench.hover("trainer.train", "trainer", "Seq2SeqTrainer");
    assert.match(await hover.innerText(), /step (\d+) of \1\b/);
    await keepScreenshot(page, "hover");
    await page.mouse.move(900, 950);
    await hover.waitFor({ state: "hidden" });
  });

  it("asks in the palette's Train LoRA, and leaves a notebook that trains", async () => {
    const row = await workbench.findCommand("summnb: Train LoRA");
    await keepScreenshot(page, "palette");
    await row.click();
    const create = await workbench.inSomeFrame((frame) =>
      frame.locator("vscode-button", { hasText: "Create notebook" }),
    );
    await workbench.inSomeFrame((frame) =>
      frame.locator('vscode-text-field[id$="model"][current-value="starter"]'),
    );
    await create.click();
    await workbench.explorerRow("train-lora.summnb").waitFor();
    await workbench.cellLine("LoraConfig").waitFor();
  });
});
