/**
 * Train LoRA as a user has it: the panel looks at real data and checks the plan, trains in a kernel of its own through
 * a reload of the window, stops with a checkpoint, goes on from it, and ends with summaries before and after.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import { keepFailures, keepScreenshot } from "../support/screenshots.js";
import {
  copyWorkspace,
  startVscodeServer,
  type VscodeServer,
  type Workspace,
} from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

/** More than the test waits for, so that a reload falls into the middle on a machine of any speed; and few. */
const many = 5000;
const few = 4;
const command = "summnb: Train LoRA";

interface SavedNotebook {
  cells: { cell_type: string; outputs?: { data?: Record<string, unknown> }[] }[];
}

describe("the Train LoRA panel in a real VS Code", function () {
  this.timeout(400_000);
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  const inFolder = (...names: string[]) => path.join(workspace.folder, ...names);

  async function open(): Promise<void> {
    await openWorkbench(page, server, { folder: workspace.folder, extensionDevelopmentPath: inRepository() });
    workbench = new Workbench(page);
    await workbench.ready("first-run.summnb");
  }

  before(async () => {
    workspace = copyWorkspace("examples", { ".": inRepository("examples") });
    server = await startVscodeServer();
    ({ browser, page } = await launchBrowser());
    await open();
    await workbench.extensionReady(command);
  });

  keepFailures(() => page);

  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  const inPanel = (select: (frame: Frame) => Locator, timeout = 120_000) =>
    workbench.inSomeFrame(select, timeout);
  const button = (name: string) => inPanel((frame) => frame.locator("vscode-button", { hasText: name }));
  const fill = async (id: string, text: string) =>
    (await inPanel((frame) => frame.locator(`vscode-text-field#${id} input`))).fill(text);
  const tab = async (name: string) => (await inPanel((frame) => frame.getByRole("tab", { name }))).click();

  const currentStep = async () => {
    const figures = await inPanel((frame) => frame.locator(".frame.training .run-figures"));
    return Number(/step ([\d,]+) of/.exec(await figures.innerText())?.[1]?.replaceAll(",", ""));
  };
  /** Waits until the training has got further. */
  const stepAfter = async (step: number) => {
    for (let waited = 0; waited < 120_000; waited += 300) {
      if ((await currentStep()) > step) return;
      await page.waitForTimeout(300);
    }
    throw new Error(`The training has not got further than step ${step} in two minutes.`);
  };
  const stop = async () => {
    await (await button("Stop")).click();
    await inPanel((frame) => frame.locator(".run-facts", { hasText: "Stopped" }));
  };
  const checkpoints = () =>
    readdirSync(inFolder("out/train-lora")).filter((name) => name.startsWith("checkpoint-"));

  it("looks at the model and the data, and checks the plan", async () => {
    await workbench.command(command);
    await inPanel((frame) => frame.locator('vscode-text-field#model[current-value="starter"]'));
    await inPanel((frame) => frame.locator(".preview table td.mapped"));
    await inPanel((frame) => frame.locator(".legend-value", { hasText: "MiB" }));
    await inPanel((frame) => frame.locator(".findings .finding"));
    const updates = await inPanel((frame) => frame.locator(".figure", { hasText: /Updates\s*200/ }));
    assert.match(await updates.innerText(), /an epoch of [\d,]+ rows/);
    // Small enough for the documentation.
    const size = page.viewportSize();
    await page.setViewportSize({ width: 1240, height: 760 });
    await page.keyboard.press("Control+B");
    await page.waitForTimeout(800);
    await keepScreenshot(page, "train-lora");
    await page.keyboard.press("Control+B");
    if (size) await page.setViewportSize(size);
  });

  it("trains in a kernel of its own, live, and through a reload of the window", async () => {
    await fill("trainRows", "300");
    await fill("evalRows", "20");
    await fill("compareRows", "4");
    await fill("search", "updates of the weights");
    await fill("maxSteps", String(many));
    await (await button("Start training")).click();
    await inPanel((frame) =>
      frame.locator(".frame.training .run-figures", { hasText: `of ${many.toLocaleString("en-US")}` }),
    );
    await open();
    await tab("Run");
    await inPanel((frame) => frame.locator(".steps .running", { hasText: "Training" }));
    await stepAfter(await currentStep());
    await keepScreenshot(page, "train-lora-running");
  });

  it("stops with a checkpoint, and goes on from it", async () => {
    await stop();
    const [checkpoint] = checkpoints();
    assert.ok(existsSync(inFolder("out/train-lora", checkpoint!, "adapter_model.safetensors")));
    await (await button("Go on")).click();
    await inPanel((frame) => frame.locator(".run-facts", { hasText: "Running" }));
    await stepAfter(Number(checkpoint!.replace("checkpoint-", "")));
    await stop();
    assert.equal(checkpoints().length, 2);
  });

  it("ends with summaries before and after, and ROUGE", async () => {
    await tab("Plan");
    await fill("search", "updates of the weights");
    await fill("maxSteps", String(few));
    await (await button("Start training")).click();
    await inPanel((frame) => frame.locator(".run-facts", { hasText: "Finished" }), 200_000);
    const summaries = await inPanel((frame) => frame.locator(".frame.summaries"));
    assert.match(await summaries.innerText(), /base[\s\S]*lora/);
    const rouge = await inPanel((frame) => frame.locator(".frame.rouge"));
    assert.match(await rouge.innerText(), /lora\s+minus\s+base/);
    await keepScreenshot(page, "train-lora-finished");
  });

  it("leaves a notebook with its outputs, a run in the store, and the adapter", async () => {
    const kinds = () => {
      const { cells } = JSON.parse(readFileSync(inFolder("train-lora-2.summnb"), "utf8")) as SavedNotebook;
      return cells
        .flatMap(({ outputs = [] }) => outputs.flatMap(({ data = {} }) => Object.keys(data)))
        .join("\n");
    };
    for (let waited = 0; !kinds().includes("summnb.rouge") && waited < 20_000; waited += 200)
      await page.waitForTimeout(200);
    for (const kind of ["dataset", "parameters", "training", "summaries", "rouge"])
      assert.ok(kinds().includes(`summnb.${kind}.v1`), kind);
    assert.equal(JSON.parse(readFileSync(inFolder("out/train-lora/adapter_config.json"), "utf8")).r, 32);
    const sources = readdirSync(inFolder("runs")).map(
      (id) => JSON.parse(readFileSync(inFolder("runs", id, "run.json"), "utf8")).source.file as string,
    );
    assert.deepEqual([...new Set(sources)].sort(), [
      inFolder("train-lora-2.summnb"),
      inFolder("train-lora.summnb"),
    ]);
  });
});
