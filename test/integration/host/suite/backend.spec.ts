import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { libraryNames } from "../../../../src/libtorch/index.js";
import { builtWith } from "../../../libtorch/wheels.js";
import { endKernels, mimeText, openCells, runCells, testFolder } from "./support.js";

describe("LibTorch in VS Code", () => {
  afterEach(endKernels);

  it("is taken from a folder that has it, and from none that has not, or another version", async () => {
    const old = path.join(testFolder(), "old-torch");
    mkdirSync(path.join(old, "lib"), { recursive: true });
    writeFileSync(path.join(old, "lib", libraryNames().cpu), "");
    writeFileSync(path.join(old, "version.py"), "__version__ = '2.12.0'\n");
    const setting = () => vscode.workspace.getConfiguration("summnb.libtorch").get("path");
    for (const wrong of [old, "/nowhere/torch"]) {
      assert.equal(await vscode.commands.executeCommand("summnb.getLibTorch", wrong), undefined);
      assert.equal(setting(), "");
    }
    try {
      assert.equal(await vscode.commands.executeCommand("summnb.getLibTorch", builtWith()), builtWith());
      assert.equal(setting(), builtWith());
      const notebook = await openCells("process.env.SUMMNB_LIBTORCH");
      await runCells(notebook);
      assert.equal(mimeText(notebook.cellAt(0), "text/plain"), `'${builtWith()}'`);
    } finally {
      const settings = vscode.workspace.getConfiguration("summnb.libtorch");
      await settings.update("path", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
