import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { code, notebookJson, openText, type SourceCell, testFolder } from "./support.js";

const notebookAt = (uri: vscode.Uri) =>
  vscode.workspace.notebookDocuments.find((open) => open.uri.toString() === uri.toString());

describe("notebooks from templates and Jupyter", () => {
  it("a template becomes a file of its own in the workspace", async () => {
    const make = () => vscode.commands.executeCommand<vscode.Uri>("summnb.newNotebook", "lora");
    const [first, second] = [await make(), await make()];
    assert.match(path.basename(first.fsPath), /^lora(-\d+)?\.summnb$/);
    assert.notEqual(first.fsPath, second.fsPath);
    const cells = notebookAt(second)!.getCells();
    assert.match(cells[0]!.document.getText(), /^# Fine-tune with LoRA/);
    assert.equal(cells[1]!.document.languageId, "typescript");
    assert.equal(vscode.window.activeNotebookEditor?.notebook.uri.toString(), second.toString());
  });

  it("a notebook goes to Jupyter and comes back as it was", async () => {
    const notebook = await openText(
      JSON.stringify(
        notebookJson([{ cell_type: "markdown", metadata: {}, id: "m", source: "# T" }, code("c", "1 + 1")]),
      ),
    );
    const target = vscode.Uri.file(path.join(testFolder(), "there.ipynb"));
    await vscode.commands.executeCommand("summnb.exportIpynb", notebook.uri, target);
    const file = JSON.parse(readFileSync(target.fsPath, "utf8"));
    assert.deepEqual([file.nbformat, file.nbformat_minor], [4, 5]);
    assert.equal(file.metadata.language_info.name, "typescript");
    const back = await vscode.commands.executeCommand<vscode.Uri>("summnb.importIpynb", target);
    assert.equal(path.basename(back.fsPath), "there.summnb");
    assert.deepEqual(
      notebookAt(back)!
        .getCells()
        .map((cell) => cell.document.getText()),
      ["# T", "1 + 1"],
    );
  });

  it("a Python notebook is translated beside itself", async () => {
    const source = path.join(testFolder(), "python.ipynb");
    const cells: SourceCell[] = [
      { cell_type: "markdown", metadata: {}, source: "# Data" },
      code("a", 'from datasets import load_dataset\ndataset = load_dataset("knkarthick/dialogsum")\n'),
    ];
    const metadata = { kernelspec: { name: "python3", language: "python", display_name: "Python 3" } };
    writeFileSync(source, JSON.stringify(notebookJson(cells, { metadata })));
    const made = await vscode.commands.executeCommand<vscode.Uri>(
      "summnb.importIpynb",
      vscode.Uri.file(source),
    );
    const text = notebookAt(made)!
      .getCells()
      .map((cell) => cell.document.getText())
      .join("\n");
    assert.match(text, /# Data/);
    assert.match(text, /await loadDataset\("knkarthick\/dialogsum"\)/);
  });

  it("has its own language and icon in the explorer, without a cell being of that language", async () => {
    const notebook = await openText(JSON.stringify(notebookJson([code("c", "1")])));
    assert.equal(notebook.cellAt(0).document.languageId, "typescript");
    assert.ok((await vscode.languages.getLanguages()).includes("summnb-notebook"));
  });
});
