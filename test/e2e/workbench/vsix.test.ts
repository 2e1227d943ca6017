/**
 * The extension as a new user has it: the packaged file in a clean VS Code, on a machine without LibTorch, Python,
 * the repository, and a `node` on the PATH. It asks for LibTorch, fetches it from an index, and trains.
 */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { targetFolder } from "../../../src/libtorch/index.js";
import { type IndexServer, startIndexServer } from "../../libtorch/index-server.js";
import { builtWith, packRealWheel } from "../../libtorch/wheels.js";
import { launchBrowser, openWorkbench } from "../support/browser.js";
import { type PackagedExtension, packageForTest } from "../support/package.js";
import { inRepository, repositoryRoot } from "../support/repository.js";
import { savedNotebook } from "../support/saved-notebook.js";
import { keepFailures, keepScreenshot } from "../support/screenshots.js";
import {
  copyWorkspace,
  serverModule,
  startVscodeServer,
  type VscodeServer,
  type Workspace,
} from "../support/vscode-server.js";
import { Workbench } from "../support/workbench.js";

const notebook = "first-run.summnb";
const mostMegabytes = 60;
const runLimit = 240_000;
/** Bytes after which the server breaks the connection. */
const cutAt = 50_000_000;

describe("the packaged extension in a clean VS Code", function () {
  this.timeout(runLimit + 60_000);
  let machine: string;
  let extension: PackagedExtension;
  let index: IndexServer;
  let workspace: Workspace;
  let server: VscodeServer;
  let browser: Browser;
  let page: Page;
  let workbench: Workbench;

  before(async () => {
    machine = mkdtempSync(path.join(os.tmpdir(), "summnb-clean-"));
    for (const folder of ["home", "bin", "wheels"]) mkdirSync(path.join(machine, folder));
    [extension, index] = await Promise.all([
      packageForTest(),
      packRealWheel(path.join(machine, "wheels")).then((wheel) => startIndexServer({ "cpu/torch": [wheel] })),
    ]);
    workspace = copyWorkspace("examples", { ".": inRepository("examples") });
    server = await startVscodeServer({
      vsix: [extension.vsix],
      // Nothing of the machine that built it: no caches, no programs.
      baseEnv: {
        HOME: path.join(machine, "home"),
        PATH: path.join(machine, "bin"),
        LANG: "C.UTF-8",
        SUMMNB_LIBTORCH_INDEX: index.index,
        SUMMNB_FIRST_RUN_STEPS: "12",
        SUMMNB_FIRST_RUN_ROWS: "12",
      },
    });
    ({ browser, page } = await launchBrowser());
    await openWorkbench(page, server, { folder: workspace.folder });
    workbench = new Workbench(page);
    await workbench.ready(notebook);
    await workbench.extensionReady("summnb: New Notebook");
    await workbench.openNotebook(notebook, "loadDataset");
  });

  keepFailures(() => page);

  after(async () => {
    await browser?.close();
    await server?.stop();
    await index?.close();
    workspace?.remove();
    if (machine) rmSync(machine, { recursive: true, force: true, maxRetries: 5 });
  });

  const dialog = (): Locator => page.locator(".monaco-dialog-box");
  const button = (name: string): Locator => dialog().locator(".monaco-button", { hasText: name });
  const fetched = (): string => targetFolder("cpu", { HOME: path.join(machine, "home") });
  const downloads = () =>
    index.requests.filter(({ method, path: at }) => method === "GET" && at.endsWith(".whl"));

  /** What the kernel of this window is: its connection file tells. */
  function kernelProcess(): number {
    const files = readdirSync(server.data, { recursive: true, encoding: "utf8" });
    const file = files.find((name) => /kernels[/\\][^/\\]+[/\\]connection\.json$/.test(name));
    assert.ok(file, "no kernel runs");
    return (JSON.parse(readFileSync(path.join(server.data, file), "utf8")) as { pid: number }).pid;
  }

  it(`is a file of less than ${mostMegabytes} MB, without LibTorch and without a path of the machine that built it`, () => {
    const megabytes = extension.bytes / 1e6;
    assert.ok(megabytes > 1 && megabytes < mostMegabytes, `${megabytes.toFixed(1)} MB`);
    const extensions = path.join(server.data, "extensions");
    const files = readdirSync(extensions, { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      files.filter((name) => /(torch_cpu|c10)\.|build-info/.test(name)),
      [],
    );
    const addons = files.filter((name) => /native[/\\]build[/\\].*\.node$/.test(name));
    assert.deepEqual(addons.map((name) => path.basename(name)).sort(), [
      "libtorch-loader.node",
      "summnb.node",
    ]);
    for (const name of addons) {
      const bytes = readFileSync(path.join(extensions, name));
      for (const place of [builtWith(), repositoryRoot])
        assert.equal(bytes.includes(place), false, `${place} in ${name}`);
    }
  });

  it("asks before it downloads: what, how much, from where and where to", async () => {
    await workbench.command("Notebook: Run All");
    await dialog().waitFor({ timeout: 60_000 });
    const text = await dialog().innerText();
    assert.match(text, /LibTorch, which is not on this machine yet/);
    assert.match(
      text,
      /LibTorch 2\.13\.0 for the CPU: \d+ MB from 127\.0\.0\.1:\d+, checked against its SHA-256/,
    );
    assert.ok(text.includes(fetched()), text);
    assert.ok((await button("Choose a Folder").count()) > 0);
    assert.deepEqual(downloads(), []);
    await keepScreenshot(page, "get-libtorch");
  });

  it("says why a download failed, and tries again when it is asked to", async () => {
    index.faults.refusals = { status: 403, times: 1 };
    await button("Download").click();
    const again = await workbench.notificationButton("Try Again");
    assert.match(await workbench.notifications(), /LibTorch could not be downloaded: http\S+ answers 403/);
    index.faults.cuts = [cutAt];
    // Slow enough to be looked at.
    index.faults.delay = 1;
    await again.click();
  });

  it("shows how far the download is, in bytes", async () => {
    const shown = /LibTorch 2\.13\.0 from 127\.0\.0\.1[\s\S]*\d+ MB of \d+ MB, \d+ MB a second/;
    for (
      const end = Date.now() + 60_000;
      !shown.test(await workbench.notifications());
      await page.waitForTimeout(100)
    )
      assert.ok(Date.now() < end, await workbench.notifications());
    await keepScreenshot(page, "get-libtorch-progress");
  });

  it("goes on after a broken connection, without asking again, and trains", async () => {
    await page.locator(".statusbar-item", { hasText: "summnb: busy" }).waitFor({ timeout: 120_000 });
    assert.equal(await dialog().count(), 0);
    const [, first, second] = downloads();
    assert.equal(first?.range, undefined);
    // What had left the server when the connection broke may not all have arrived.
    const from = Number(/^bytes=(\d+)-$/.exec(second?.range ?? "")?.[1]);
    assert.ok(from > 1_000_000 && from <= cutAt, second?.range);
    await page.locator(".statusbar-item", { hasText: "summnb: idle" }).waitFor({ timeout: runLimit });
    await page.keyboard.press("Control+S");
    const { cells } = await savedNotebook(path.join(workspace.folder, notebook));
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    assert.deepEqual(
      outputs.filter(({ output_type: type }) => type === "error").map(({ evalue }) => evalue),
      [],
    );
    const kinds = outputs.flatMap(({ data }) => Object.keys(data ?? {}));
    assert.ok(kinds.includes("application/vnd.summnb.training.v1+json"), kinds.join());
  });

  it("computes with the fetched LibTorch, on VS Code's own Node", async function () {
    assert.deepEqual(
      readdirSync(path.dirname(fetched())).filter((name) => name.startsWith("libtorch")),
      [path.basename(fetched())],
    );
    if (!existsSync("/proc/self/maps")) this.skip();
    const process = `/proc/${kernelProcess()}`;
    const { node } = (await serverModule()).serverCommand();
    assert.equal(readlinkSync(`${process}/exe`), realpathSync(node));
    const loaded = readFileSync(`${process}/maps`, "utf8").match(/\S*libtorch_cpu\S*/g) ?? [];
    assert.deepEqual([...new Set(loaded)], [path.join(fetched(), "torch/lib/libtorch_cpu.so")]);
  });

  it("asks no more", async () => {
    const before = kernelProcess();
    await workbench.command("summnb: Restart Kernel");
    for (const end = Date.now() + 30_000; Date.now() < end && !existsSync(`/proc/${before}`); )
      await page.waitForTimeout(200);
    await page.locator(".statusbar-item", { hasText: "summnb: idle" }).waitFor({ timeout: 60_000 });
    assert.equal(await dialog().count(), 0);
    assert.equal(downloads().length, 3);
  });
});
