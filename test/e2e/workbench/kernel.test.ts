/** The kernel as a user meets it: its variables, its death in a training, and the way on from the last checkpoint. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { createRun } from "../../../src/runs/index.js";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import {
  copyWorkspace,
  startVscodeServer,
  type VscodeServer,
  type Workspace,
} from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

const file = "dies.summnb";

/** A trainer that shows a training as the real one does, and is killed in it unless it goes on. */
const trainer = (runId: string) => `import { display } from "summnb";
const answer = 42;
const data = { name: "t", state: "running", step: 20, maxSteps: 50, epochs: 1, device: "cpu", elapsedSeconds: 1,
  tokensPerSecond: null, peakMemoryBytes: null, logs: [] };
const toMimeBundle = (outputId: string) => ({ "text/plain": "training",
  "application/vnd.summnb.training.v1+json": { outputId, seq: 0, final: false, runId: "${runId}", data } });
const trainer = {
  async train(options?: { resumeFromCheckpoint: boolean }) {
    if (options) return "resumed by " + options.resumeFromCheckpoint;
    display({ toMimeBundle });
    await new Promise((done) => setTimeout(done, 500));
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => {});
  },
};`;

function notebookText(sources: string[]): string {
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${index}`,
    metadata: {},
    outputs: [],
    source,
  }));
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

describe("a kernel that dies in a training", function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    workspace = copyWorkspace("dies", {});
    const run = createRun({
      name: "t",
      root: path.join(workspace.folder, "runs"),
      arguments: { outputDir: "out" },
    });
    const checkpoint = path.join(workspace.folder, "out/checkpoint-20");
    mkdirSync(checkpoint, { recursive: true });
    writeFileSync(path.join(checkpoint, "manifest.json"), "{}");
    writeFileSync(
      path.join(workspace.folder, file),
      notebookText([trainer(run.id), "await trainer.train()", '"not asked for"']),
    );
    server = await startVscodeServer();
    ({ browser, page } = await launchBrowser());
    await openWorkbench(page, server, { folder: workspace.folder, extensionDevelopmentPath: inRepository() });
    workbench = new Workbench(page);
    await workbench.ready(file);
    await workbench.extensionReady("summnb: New Notebook");
    await workbench.openNotebook(file, "import");
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  const button = (name: string): Promise<Locator> => workbench.notificationButton(name);

  it("says so, and a new cell goes on from the last checkpoint when the user asks for it", async () => {
    await workbench.command("Notebook: Run All");
    const resume = await button("Resume from checkpoint-20");
    const said = await workbench.notifications();
    assert.match(said, /The kernel died at step 20 of 50: it was ended by SIGKILL/);
    assert.match(said, /At most it held \d+ MB of memory/);
    await resume.click();
    await workbench.cellLine("resumeFromCheckpoint: true").waitFor();
    await (await button("Restart and Run")).click();
    await workbench.inSomeFrame((frame) => frame.locator("text=/resumed by true/"));
    await page.locator(".statusbar-item", { hasText: /summnb: idle.* · \d+ MB/ }).waitFor();
  });

  it("shows the variables of the new one, with type and value", async () => {
    await workbench.command("Focus on Variables View");
    const row = page.locator(".pane-body .monaco-list-row", { hasText: "answer" });
    await row.waitFor({ timeout: 30_000 });
    assert.match(await row.innerText(), /number · 42/);
    assert.equal(await page.locator(".pane-body .monaco-list-row", { hasText: /^display/ }).count(), 0);
  });
});
