/** The first run as a user has it in VS Code: open, run all, look, hover, and start a training of one's own. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import type { OutputKind } from "../../../src/protocol/index.js";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import { keepScreenshot } from "../support/screenshots.js";
import { copyWorkspace, startVscodeServer, type VscodeServer } from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

const notebook = "first-run.summnb";
/** Few steps: that the whole path works is the point, not how good the model gets. */
const environment = { SUMMNB_FIRST_RUN_STEPS: "12", SUMMNB_FIRST_RUN_ROWS: "12" };

const frameOf = (kind: OutputKind) => (frame: Frame) => frame.locator(`section.frame.${kind}`);

describe("the first run in a real VS Code", function () {
  this.timeout(240_000);
  let workspace: string;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    workspace = copyWorkspace({ ".": inRepository("examples") });
    server = await startVscodeServer({ env: environment });
    ({ browser, page } = await launchBrowser());
    await openWorkbench(page, server, { folder: workspace, extensionDevelopmentPath: inRepository() });
    workbench = new Workbench(page);
    await workbench.ready(notebook);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await keepScreenshot(page, `failed-${Date.now()}`);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    if (workspace) rmSync(workspace, { recursive: true, force: true });
  });

  it("opens the notebook with its cells", async () => {
    await workbench.openNotebook(notebook, "loadDataset");
    await page.locator(".kernel-label", { hasText: "summnb" }).waitFor();
  });

  it("runs all cells with the real kernel", async () => {
    await workbench.command("Notebook: Run All");
    await page.locator(".statusbar-item", { hasText: "summnb: busy" }).waitFor({ timeout: 60_000 });
    await page.locator(".statusbar-item", { hasText: "summnb: idle" }).waitFor({ timeout: 200_000 });
    await workbench.command("File: Save");
    const { cells } = JSON.parse(readFileSync(path.join(workspace, notebook), "utf8")) as {
      cells: { outputs?: { output_type: string; evalue?: string }[] }[];
    };
    const errors = cells
      .flatMap((cell) => cell.outputs ?? [])
      .filter((output) => output.output_type === "error");
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
    assert.match(await view.innerText(), /step 12 of 12/);
    assert.ok((await view.locator("table tbody tr").count()) > 0, "no row in the loss table");
    assert.ok((await view.locator("canvas, svg").count()) > 0, "no curve");
    await keepScreenshot(page, "training");
  });

  it("draws the summaries side by side", async () => {
    const view = await workbench.showOutput(frameOf("summaries"));
    assert.match(await view.innerText(), /human|reference/i);
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
    assert.match(await hover.innerText(), /step 12 of 12/);
    await keepScreenshot(page, "hover");
    await page.keyboard.press("Escape");
  });

  it("asks in the palette's Train LoRA, and leaves a notebook that trains", async () => {
    const row = await workbench.findCommand("summnb: Train LoRA");
    await keepScreenshot(page, "palette");
    await row.click();
    const create = await workbench.inSomeFrame((frame) =>
      frame.locator("vscode-button", { hasText: "Create notebook" }),
    );
    const model = await workbench.inSomeFrame((frame) => frame.locator("vscode-text-field#model"));
    assert.match(await model.evaluate((field) => (field as HTMLInputElement).value), /starter/);
    await keepScreenshot(page, "train-lora");
    await create.click();
    await workbench.explorerRow("train-lora.summnb").waitFor();
    await workbench.cellLine("LoraConfig").waitFor();
  });
});
