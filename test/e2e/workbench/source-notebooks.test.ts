/** Two of the source notebooks in the real workbench: formulas, all cells by the real kernel, and what is drawn. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import type { OutputKind } from "../../../src/protocol/index.js";
import type { HubServer } from "../../hub/server.js";
import { hubEnvironment, startSourceHub } from "../../hub/sourceNotebooks/hub.js";
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

/** A notebook, the start of its heading, how many formulas its first cell with any has, and outputs to look at. */
const notebooks: { name: string; title: string; formulas: number; looks: OutputKind[] }[] = [
  {
    name: "t5-small-xsum-methods",
    title: "Methods of fine-tuning",
    formulas: 4,
    looks: ["diagnostics", "training", "rouge"],
  },
  {
    name: "flan-t5-lora-dialogsum",
    title: "FLAN-T5 with LoRA",
    formulas: 1,
    looks: ["parameters", "summaries"],
  },
];

const runLimit = 300_000;
/** To scroll through a long notebook on a busy machine. */
const lookLimit = 120_000;

const frameOf = (kind: OutputKind) => (frame: Frame) => frame.locator(`section.frame.${kind}`);

interface SavedNotebook {
  cells: {
    cell_type: string;
    execution_count?: number | null;
    outputs?: { output_type: string; evalue?: string }[];
  }[];
}

describe("the source notebooks in a real VS Code", function () {
  this.timeout(runLimit + 60_000);
  let hub: HubServer;
  let cache: string;
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    cache = mkdtempSync(path.join(os.tmpdir(), "summnb-hub-"));
    hub = await startSourceHub();
    workspace = copyWorkspace("examples", { ".": inRepository("examples") });
    const limits = { SUMMNB_MAX_STEPS: "3", SUMMNB_MAX_EVAL_ROWS: "3", SUMMNB_CACHE: cache };
    server = await startVscodeServer({ env: { ...hubEnvironment(hub, cache), ...limits } });
    ({ browser, page } = await launchBrowser());
    await openWorkbench(page, server, { folder: workspace.folder, extensionDevelopmentPath: inRepository() });
    workbench = new Workbench(page);
    await workbench.ready("first-run.summnb");
    await workbench.extensionReady("summnb: New Notebook");
  });

  keepFailures(() => page);

  after(async () => {
    await browser?.close();
    await server?.stop();
    await hub?.close();
    workspace?.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  async function countInFrames(selector: string): Promise<number> {
    const counts = page.frames().map((frame) =>
      frame
        .locator(selector)
        .count()
        .catch(() => 0),
    );
    return (await Promise.all(counts)).reduce((a, b) => a + b, 0);
  }

  const savedNotebook = (name: string): SavedNotebook =>
    JSON.parse(readFileSync(path.join(workspace.folder, `${name}.summnb`), "utf8"));

  for (const { name, title, formulas, looks } of notebooks)
    describe(name, () => {
      after(() => workbench.command("View: Close All Editors"));

      it("shows its first screen, with the outputs that are saved", async () => {
        await workbench.explorerRow(`${name}.summnb`).dblclick();
        await workbench.inSomeFrame((frame) => frame.locator("h1:visible", { hasText: title }));
        await workbench.inSomeFrame((frame) => frame.locator("table:visible", { hasText: "How long" }));
        await page.waitForTimeout(1000);
        await keepScreenshot(page, `source-${name}`);
      });

      it("renders its formulas", async () => {
        const formula = await workbench.showOutput(
          (frame) => frame.locator(".katex-display"),
          150,
          lookLimit,
        );
        assert.ok((await formula.boundingBox())!.height > 10);
        await keepScreenshot(page, `source-${name}-formulas`);
        assert.equal(await countInFrames(".katex-error"), 0, "a formula that KaTeX does not take");
        assert.ok((await countInFrames(".katex-display")) >= formulas);
      });

      it("runs all cells with the real kernel", async () => {
        await workbench.command("Notebook: Run All");
        await page.locator(".statusbar-item", { hasText: "summnb: busy" }).waitFor({ timeout: 60_000 });
        await page.locator(".statusbar-item", { hasText: "summnb: idle" }).waitFor({ timeout: runLimit });
        await page.keyboard.press("Control+S");
        await page.waitForTimeout(2000);
        const code = savedNotebook(name).cells.filter(({ cell_type }) => cell_type === "code");
        const errors = code.flatMap(({ outputs = [] }) =>
          outputs.filter((output) => output.output_type === "error"),
        );
        assert.deepEqual(
          errors.map(({ evalue }) => evalue),
          [],
        );
        assert.ok(
          code.every((cell) => cell.execution_count),
          "a cell did not run",
        );
        // What is to be looked at stands above what ran last.
        await workbench.command("Notebook: Focus First Cell");
      });

      for (const kind of looks)
        it(`draws its ${kind}`, async () => {
          const view = await workbench.showOutput(frameOf(kind), 300, lookLimit);
          assert.notEqual((await view.innerText()).trim(), "");
          await keepScreenshot(page, `source-${name}-${kind}`);
        });
    });
});
