/** A window that is reloaded while a cell runs: the kernel goes on, and the new window shows what it missed. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import {
  copyWorkspace,
  startVscodeServer,
  type VscodeServer,
  type Workspace,
} from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

const notebook = "long.summnb";
/** Ticks of a tenth of a second; few enough lines that VS Code shows them all. */
const source = `const born = process.pid;
for (let tick = 0; tick <= 240; tick++) {
  await new Promise((done) => setTimeout(done, 100));
  if (tick % 10 === 0) console.log("tick", tick);
}
"done by " + (born === process.pid)`;

function notebookText(): string {
  const cell = { cell_type: "code", execution_count: null, id: "long", metadata: {}, outputs: [], source };
  return JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

describe("a reload of the window while a cell runs", function () {
  this.timeout(150_000);
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;

  before(async () => {
    workspace = copyWorkspace("reload", {});
    writeFileSync(path.join(workspace.folder, notebook), notebookText());
    server = await startVscodeServer();
    ({ browser, page } = await launchBrowser());
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  async function open(): Promise<Workbench> {
    await openWorkbench(page, server, { folder: workspace.folder, extensionDevelopmentPath: inRepository() });
    const workbench = new Workbench(page);
    await workbench.ready(notebook);
    await workbench.extensionReady("summnb: New Notebook");
    return workbench;
  }

  it("leaves the kernel at work and shows all of its output afterwards", async () => {
    const first = await open();
    await first.openNotebook(notebook, "born");
    await first.command("Notebook: Run All");
    await first.inSomeFrame((frame) => frame.locator("text=/tick 10/"));

    const second = await open();
    await second.openNotebook(notebook, "born");
    await page.locator(".statusbar-item", { hasText: "summnb: busy" }).waitFor({ timeout: 60_000 });
    const output = await second.inSomeFrame((frame) => frame.locator("text=/done by true/"));
    assert.match(await output.innerText(), /done by true/);
    const ticks = await second.inSomeFrame((frame) => frame.locator(".output", { hasText: "tick 240" }));
    const text = await ticks.innerText();
    for (let tick = 0; tick <= 240; tick += 10)
      assert.ok(text.includes(`tick ${tick}`), `tick ${tick} is missing`);
    await page.locator(".statusbar-item", { hasText: "summnb: idle" }).waitFor();
  });
});
