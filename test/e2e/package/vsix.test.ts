/** The extension as users get it: packaged, installed, with its native modules, in a workbench of its own. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import { copyWorkspace, startVscodeServer, type VscodeServer } from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

/** More would mean that another platform's binaries, or the tests, were packed. */
const mostMegabytes = 60;

const cells = [
  // The tokenizer is Rust, and the library loads the LibTorch addon: what no bundle could hold.
  'import { AutoTokenizer } from "summnb";\nconst tokenizer = await AutoTokenizer.fromPretrained("starter");',
  '(await tokenizer.encode("A short text.")).length > 2 && "tokenized"',
];

async function packageExtension(out: string): Promise<number> {
  const url = pathToFileURL(inRepository("scripts/package.mjs")).href;
  const module = (await import(url)) as { packageExtension(out: string): Promise<number> };
  return module.packageExtension(out);
}

describe("the packaged extension", function () {
  this.timeout(180_000);
  let folder: string;
  let workspace: string;
  let vsix: string;
  let server: VscodeServer | undefined;
  let browser: Browser | undefined;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "summnb-vsix-"));
    vsix = path.join(folder, "summnb.vsix");
    await packageExtension(vsix);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    for (const used of [folder, workspace]) if (used) rmSync(used, { recursive: true, force: true });
  });

  it(`is smaller than ${mostMegabytes} MB`, () => {
    const megabytes = statSync(vsix).size / 1e6;
    assert.ok(megabytes > 1 && megabytes < mostMegabytes, `${megabytes.toFixed(1)} MB`);
  });

  it("installs, and runs cells that need its native modules", async () => {
    workspace = copyWorkspace({ starter: inRepository("examples/starter") });
    const json = {
      cells: cells.map((source, index) => ({
        cell_type: "code",
        execution_count: null,
        id: `cell-${index}`,
        metadata: {},
        outputs: [],
        source,
      })),
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(path.join(workspace, "installed.summnb"), JSON.stringify(json));
    server = await startVscodeServer({ vsix: [vsix] });
    const launched = await launchBrowser();
    browser = launched.browser;
    await openWorkbench(launched.page, server, { folder: workspace });
    const workbench = new Workbench(launched.page);
    await workbench.ready("installed.summnb");
    await workbench.openNotebook("installed.summnb", "AutoTokenizer");
    await workbench.command("Notebook: Run All");
    const output = await workbench.inSomeFrame((frame) => frame.locator("text=/tokenized/"));
    assert.match(await output.innerText(), /tokenized/);
  });
});
