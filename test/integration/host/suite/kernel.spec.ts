import assert from "node:assert/strict";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { endKernels, mimeText, openCells, runCells, testFolder, until } from "./support.js";

const shown = (cell: vscode.NotebookCell) => mimeText(cell, "text/plain");

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

describe("a notebook's kernel in VS Code", () => {
  afterEach(endKernels);

  it("is restarted and runs all cells anew, in order", async () => {
    const notebook = await openCells(
      "const pid = process.pid; pid",
      "typeof earlier",
      "const earlier = 1; earlier",
    );
    await runCells(notebook);
    const first = shown(notebook.cellAt(0));
    await vscode.commands.executeCommand("summnb.restartKernelAndRunAll", notebook.uri);
    const second = shown(notebook.cellAt(0));
    assert.match(second ?? "", /^\d+$/);
    assert.notEqual(second, first);
    assert.equal(shown(notebook.cellAt(1)), "'undefined'");
    const order = notebook.getCells().map((cell) => cell.executionSummary?.executionOrder);
    assert.deepEqual(order, [1, 2, 3]);
  });

  it("takes a Node that is chosen, and none that is too old or no Node", async function () {
    if (process.platform === "win32") this.skip();
    const old = path.join(testFolder(), "old-node");
    writeFileSync(old, "#!/bin/sh\necho v18.20.0\n");
    chmodSync(old, 0o755);
    const setting = () => vscode.workspace.getConfiguration("summnb.kernel").get("node");
    for (const wrong of [old, "/nowhere/node"]) {
      assert.equal(await vscode.commands.executeCommand("summnb.selectNode", wrong), undefined);
      assert.equal(setting(), "node");
    }
    try {
      assert.equal(
        await vscode.commands.executeCommand("summnb.selectNode", process.execPath),
        process.execPath,
      );
      assert.equal(setting(), process.execPath);
      const notebook = await openCells("process.execPath");
      await runCells(notebook);
      assert.equal(shown(notebook.cellAt(0)), `'${process.execPath}'`);
    } finally {
      const settings = vscode.workspace.getConfiguration("summnb.kernel");
      await settings.update("node", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("ends when nobody uses it for the hours of the setting, and the next cell has a new one", async () => {
    const settings = vscode.workspace.getConfiguration("summnb.kernel");
    await settings.update("idleHours", 2 / 3600, vscode.ConfigurationTarget.Global);
    try {
      const notebook = await openCells("const before = 1; process.pid", "typeof before");
      await runCells(notebook, 0, 1);
      const pid = Number(shown(notebook.cellAt(0)));
      await until("the kernel to end", () => isGone(pid));
      await settings.update("idleHours", undefined, vscode.ConfigurationTarget.Global);
      await runCells(notebook, 1, 2);
      assert.equal(shown(notebook.cellAt(1)), "'undefined'");
      assert.equal(notebook.cellAt(0).executionSummary?.success, true);
    } finally {
      await settings.update("idleHours", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("keeps a long output beside the notebook, which stays small and links to it", async () => {
    const notebook = await openCells("for (let i = 0; i < 300_000; i++) console.log('line', i)");
    await runCells(notebook);
    const note = mimeText(notebook.cellAt(0), "text/markdown") ?? "";
    const link = /\]\(([^)]+)\)/.exec(note)?.[1];
    assert.ok(link, note);
    assert.ok(existsSync(path.join(path.dirname(notebook.uri.fsPath), decodeURIComponent(link))));
    assert.ok(await notebook.save());
    const { byteLength } = await vscode.workspace.fs.readFile(notebook.uri);
    assert.ok(byteLength < 1.5e6, `${byteLength} bytes`);
  });

  it("shows its variables in a view that has its commands", async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of ["summnb.variables.focus", "summnb.variables.sortBySize", "summnb.variables.refresh"])
      assert.ok(commands.includes(name), name);
  });
});
