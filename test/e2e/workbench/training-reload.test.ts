/**
 * A real training whose window is reloaded, and whose notebook is closed and opened again: its chart goes on, and in the
 * end nothing is missing.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import { mimeOf, type OutputPayload } from "../../../src/protocol/index.js";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import {
  copyWorkspace,
  startVscodeServer,
  type VscodeServer,
  type Workspace,
} from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

const notebook = "trains.summnb";
/** Trains until there is a file called "enough", a step in at least a tenth of a second, and logs every step. */
const source = `import { existsSync } from "node:fs";
import { AutoModelForSeq2SeqLM, AutoTokenizer, LoraConfig, Seq2SeqTrainer, Seq2SeqTrainingArguments, getPeftModel, loadDataset, range } from "summnb";
const dataset = await loadDataset<{ document: string; summary: string }>("./debian-synopses");
const tokenizer = await AutoTokenizer.fromPretrained("./starter");
const model = getPeftModel(await AutoModelForSeq2SeqLM.fromPretrained("./starter"), new LoraConfig({ r: 4 }));
const untilEnough = {
  async onStepEnd({ control }) {
    await new Promise((done) => setTimeout(done, 100));
    if (existsSync("enough")) control.shouldTrainingStop = true;
  },
};
const trainer = new Seq2SeqTrainer({
  name: "long-run", model, tokenizer, trainDataset: dataset.train.select(range(64)), maxSourceLength: 32,
  maxTargetLength: 16, callbacks: [untilEnough],
  args: new Seq2SeqTrainingArguments({
    outputDir: "out", maxSteps: 20_000, perDeviceTrainBatchSize: 2, loggingSteps: 1, saveStrategy: "no", evalStrategy: "no",
  }),
});
const result = await trainer.train();
console.log("trained", result.globalStep, "steps");`;

const view = (frame: Frame) => frame.locator("section.frame.training");

describe("a training whose notebook goes away and comes back", function () {
  this.timeout(300_000);
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    workspace = copyWorkspace("trains", {
      starter: inRepository("examples/starter"),
      "debian-synopses": inRepository("examples/debian-synopses"),
    });
    const cell = { cell_type: "code", execution_count: null, id: "train", metadata: {}, outputs: [], source };
    const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(path.join(workspace.folder, notebook), JSON.stringify(content));
    server = await startVscodeServer();
    ({ browser, page } = await launchBrowser());
    await open();
    await workbench.openNotebook(notebook, "existsSync");
    await workbench.command("Notebook: Run All");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  async function open(): Promise<void> {
    await openWorkbench(page, server, { folder: workspace.folder, extensionDevelopmentPath: inRepository() });
    workbench = new Workbench(page);
    await workbench.ready(notebook);
    await workbench.extensionReady("summnb: New Notebook");
  }

  const training = (): Promise<Locator> => workbench.showOutput(view, 100, 90_000);

  async function stepOf(shown: Locator): Promise<number> {
    const text = await shown.locator(".run-figures").innerText();
    return Number(/step ([\d,]+) of/.exec(text)?.[1]?.replaceAll(",", ""));
  }

  /** The steps that the output shows within ten seconds; without deltas it would change every five. */
  async function stepsSeen(shown: Locator): Promise<number[]> {
    const seen = new Set<number>();
    for (const end = Date.now() + 10_000; Date.now() < end; await page.waitForTimeout(100))
      seen.add(await stepOf(shown));
    return [...seen];
  }

  /** The chart moves, and the table has a row for each step from the first on. */
  async function goesOnFrom(step: number): Promise<number> {
    const shown = await training();
    const before = await shown.locator(".plot canvas").screenshot();
    const seen = await stepsSeen(shown);
    assert.ok(seen[0]! >= step, `it shows step ${seen[0]}, which is before step ${step}`);
    assert.ok(seen.length > 5, `in ten seconds it showed only the steps ${seen}`);
    assert.ok(!before.equals(await shown.locator(".plot canvas").screenshot()), "the curve stands still");
    const rows = Number(await shown.locator(".log table").getAttribute("aria-rowcount")) - 1;
    assert.ok(Math.abs(rows - seen.at(-1)!) <= 3, `${rows} rows at step ${seen.at(-1)}`);
    assert.equal(await shown.locator(".state").innerText(), "Training");
    return seen.at(-1)!;
  }

  it("draws it while it runs", async () => {
    await goesOnFrom(1);
  });

  it("goes on after a reload of the window", async () => {
    const step = await stepOf(await training());
    await open();
    await workbench.openNotebook(notebook, "existsSync");
    await page.locator(".statusbar-item", { hasText: "summnb: busy" }).waitFor({ timeout: 60_000 });
    await goesOnFrom(step);
    await page.screenshot({ path: path.join(inRepository("out"), "training-after-reload.png") });
  });

  it("goes on after its tab was closed without saving and opened again", async () => {
    const step = await stepOf(await training());
    await workbench.command("View: Close Editor");
    const discard = page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" });
    await discard.click({ timeout: 20_000 });
    await page
      .locator(".notebookOverlay .cell-list-container")
      .waitFor({ state: "detached", timeout: 20_000 });
    await workbench.openNotebook(notebook, "existsSync");
    await goesOnFrom(step);
  });

  it("is complete at its end, on the page and in the file", async () => {
    writeFileSync(path.join(workspace.folder, "enough"), "");
    const said = await workbench.inSomeFrame((frame) => frame.locator("text=/trained \\d+ steps/"));
    const steps = Number(/trained (\d+) steps/.exec(await said.innerText())?.[1]);
    const shown = await training();
    await shown.locator(".state", { hasText: "Finished" }).waitFor({ timeout: 20_000 });
    assert.equal(await stepOf(shown), steps);
    await workbench.command("File: Save");
    const saved = () => {
      const file = JSON.parse(readFileSync(path.join(workspace.folder, notebook), "utf8"));
      const outputs: { data?: Record<string, OutputPayload<"training">> }[] = file.cells[0].outputs;
      return outputs.map(({ data }) => data?.[mimeOf("training")]).filter((payload) => payload !== undefined);
    };
    for (let waited = 0; waited < 20_000 && !saved()[0]?.final; waited += 200) await page.waitForTimeout(200);
    const [payload, ...others] = saved();
    assert.deepEqual(others, []);
    assert.ok(payload?.final, "the file holds the last payload");
    const rows = payload.data.logs.reduce((sum, { skipped }) => sum + 1 + (skipped?.rows ?? 0), 0);
    assert.deepEqual([payload.data.state, payload.data.step, rows], ["finished", steps, steps]);
  });
});
