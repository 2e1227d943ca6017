import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { code, extensionId, notebookJson, openText, selectKernel } from "../suite/support.js";

const folder = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const ran = () => existsSync(path.join(folder(), "it-ran")) || existsSync(path.join(folder(), "a-cell-ran"));

/** A moment in which a process that was started would have left its mark. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 2000));

function openSaved(): Promise<vscode.NotebookDocument> {
  const data = { "text/plain": ["Trainable model parameters: 3"], "text/html": ["<b>3</b>"] };
  const output = { output_type: "execute_result", execution_count: 1, data, metadata: {} };
  const cell = {
    ...code(
      "a",
      `require("node:fs").writeFileSync(${JSON.stringify(path.join(folder(), "a-cell-ran"))}, "")`,
    ),
    outputs: [output],
    execution_count: 1,
  };
  return openText(JSON.stringify(notebookJson([cell])));
}

describe("in a workspace that is not trusted", () => {
  before(() => assert.equal(vscode.workspace.isTrusted, false));

  it("the extension is active, and notebooks open with their outputs", async () => {
    const notebook = await openSaved();
    assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, true);
    const [output] = notebook.cellAt(0).outputs;
    assert.deepEqual(output?.items.map(({ mime }) => mime).sort(), ["text/html", "text/plain"]);
  });

  it("the workspace's settings name no program, library, server or model; others of them count", () => {
    const manifest = vscode.extensions.getExtension(extensionId)!.packageJSON;
    const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.ok(restricted.length >= 5);
    for (const name of restricted) {
      const { default: usual } = manifest.contributes.configuration.properties[name];
      assert.equal(vscode.workspace.getConfiguration().get(name), usual, name);
    }
    assert.equal(vscode.workspace.getConfiguration("summnb.kernel").get("graceMinutes"), 7);
  });

  it("no cell runs and no kernel starts, however it is asked for", async () => {
    const notebook = await openSaved();
    await selectKernel();
    // VS Code asks for trust first, and nobody answers.
    void vscode.commands.executeCommand("notebook.cell.execute", {
      ranges: [{ start: 0, end: 1 }],
      document: notebook.uri,
    });
    void vscode.commands.executeCommand("summnb.restartKernelAndRunAll", notebook.uri);
    void vscode.commands.executeCommand("summnb.restartKernel", notebook.uri);
    await moment();
    assert.equal(ran(), false);
    assert.equal(notebook.cellAt(0).outputs.length, 1);
  });

  it("nothing is summarized", async () => {
    const file = vscode.Uri.file(path.join(folder(), "notes.txt"));
    assert.equal(await vscode.commands.executeCommand("summnb.summarizeFile", file), undefined);
    await moment();
    assert.equal(ran(), false);
    const schemes = vscode.window.visibleTextEditors.map(({ document }) => document.uri.scheme);
    assert.ok(!schemes.includes("summnb-summary"));
  });

  it("a notebook may be made and exported all the same", async () => {
    const made = await vscode.commands.executeCommand<vscode.Uri>("summnb.newNotebook", "evaluate");
    const target = vscode.Uri.file(path.join(folder(), "made.html"));
    await vscode.commands.executeCommand("summnb.exportHtml", made, target);
    assert.ok(existsSync(target.fsPath));
  });
});
