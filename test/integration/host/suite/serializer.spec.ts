import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { code, notebookJson, openText, testFolder } from "./support.js";

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\n";

/** A notebook with everything that VS Code has no place for. */
const rich = notebookJson(
  [
    {
      cell_type: "markdown",
      id: "title",
      metadata: { editable: false },
      source: ["# Größe\n", "![x](attachment:x.png)"],
      attachments: { "x.png": { "image/png": png } },
    },
    {
      cell_type: "code",
      id: "numbers",
      metadata: { tags: ["keep"], nested: { deep: [1, { two: null }] } },
      source: "const a = 1;\na",
      execution_count: 7,
      outputs: [
        { output_type: "stream", name: "stdout", text: ["one\n", "two\n"] },
        { output_type: "stream", name: "stderr", text: "err" },
        {
          output_type: "display_data",
          data: { "image/png": png, "text/plain": "x" },
          metadata: { width: 3 },
        },
        {
          output_type: "execute_result",
          execution_count: 7,
          data: { "application/vnd.other+json": { k: [1.5] }, "text/html": ["<b>\n", "</b>"] },
          metadata: {},
        },
        {
          output_type: "error",
          ename: "E",
          evalue: "bad",
          traceback: ["\u001b[31mE\u001b[0m\nsecond", "line"],
        },
      ],
      unknown_key: true,
    },
    { cell_type: "raw", id: "raw-one", metadata: {}, source: "raw text" },
    code("empty", ""),
  ],
  { unknown_top: { z: 1, a: 2 } },
);

const layouts: Record<string, (text: unknown) => string> = {
  "JupyterLab's (one space, final newline)": (value) => `${JSON.stringify(value, null, 1)}\n`,
  "four spaces, no final newline": (value) => JSON.stringify(value, null, 4),
  "one line": (value) => JSON.stringify(value),
  "Windows line ends and a tab": (value) =>
    `${JSON.stringify(value, null, "\t").replaceAll("\n", "\r\n")}\r\n`,
};

async function edit(notebook: vscode.NotebookDocument, ...edits: vscode.NotebookEdit[]): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.set(notebook.uri, edits);
  assert.ok(await vscode.workspace.applyEdit(change));
}

const { NotebookEdit, NotebookCellData, NotebookCellKind, NotebookRange } = vscode;

describe("the serializer in VS Code", () => {
  for (const [name, layout] of Object.entries(layouts))
    it(`saves a notebook whose change was taken back byte for byte: ${name}`, async () => {
      const text = layout(rich);
      const notebook = await openText(text);
      await edit(
        notebook,
        NotebookEdit.insertCells(1, [new NotebookCellData(NotebookCellKind.Code, "x", "typescript")]),
      );
      assert.ok(await notebook.save());
      assert.notEqual(readFileSync(notebook.uri.fsPath, "utf8"), text);
      await edit(notebook, NotebookEdit.deleteCells(new NotebookRange(1, 2)));
      assert.ok(await notebook.save());
      assert.equal(readFileSync(notebook.uri.fsPath, "utf8"), text);
    });

  it("changes only the lines of the cell that changed", async () => {
    const text = layouts["JupyterLab's (one space, final newline)"]!(rich);
    const notebook = await openText(text);
    const target = notebook.cellAt(3).document;
    const change = new vscode.WorkspaceEdit();
    change.insert(target.uri, new vscode.Position(0, 0), "const b = 2;");
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.ok(await notebook.save());
    const before = text.split("\n");
    const after = readFileSync(notebook.uri.fsPath, "utf8").split("\n");
    const added = after.filter((line) => !before.includes(line)).map((line) => line.trim());
    const removed = before.filter((line) => !after.includes(line)).map((line) => line.trim());
    assert.deepEqual(removed, ['"source": ""']);
    assert.deepEqual(added, ['"source": "const b = 2;"']);
  });

  it("gives a new cell an id of its own, in the notebook and in the file", async () => {
    const notebook = await openText(layouts["one line"]!(notebookJson([code("only", "1")])));
    const copy = new NotebookCellData(NotebookCellKind.Code, "1", "typescript");
    copy.metadata = { ...notebook.cellAt(0).metadata };
    await edit(
      notebook,
      NotebookEdit.insertCells(1, [copy, new NotebookCellData(NotebookCellKind.Markup, "# n", "markdown")]),
    );
    const ids = () => notebook.getCells().map((cell) => (cell.metadata as { id?: string }).id);
    for (let waited = 0; waited < 3000 && new Set(ids()).size < 3; waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(ids()[0], "only");
    assert.equal(new Set(ids()).size, 3);
    assert.ok(await notebook.save());
    const saved = JSON.parse(readFileSync(notebook.uri.fsPath, "utf8")) as { cells: { id: string }[] };
    assert.deepEqual(
      saved.cells.map((cell) => cell.id),
      ids(),
    );
  });

  it("takes an empty file for a new notebook and writes nbformat 4.5", async () => {
    const notebook = await openText("");
    assert.equal(notebook.cellCount, 0);
    await edit(
      notebook,
      NotebookEdit.insertCells(0, [new NotebookCellData(NotebookCellKind.Code, "1 + 1", "typescript")]),
    );
    assert.ok(await notebook.save());
    const saved = JSON.parse(readFileSync(notebook.uri.fsPath, "utf8"));
    assert.deepEqual(
      [saved.nbformat, saved.nbformat_minor, saved.metadata.kernelspec.name],
      [4, 5, "summnb"],
    );
    assert.deepEqual(saved.cells[0].source, ["1 + 1"]);
  });

  for (const [name, text] of Object.entries({
    "broken JSON": '{"cells": [',
    "JSON that is no notebook": '{"name": "summnb"}',
    "a later nbformat": '{"cells": [], "metadata": {}, "nbformat": 5, "nbformat_minor": 0}',
  }))
    it(`refuses ${name} and leaves the file as it was`, async () => {
      const file = path.join(testFolder(), "bad.summnb");
      writeFileSync(file, text);
      const uri = vscode.Uri.file(file);
      await assert.rejects(async () => vscode.workspace.openNotebookDocument(uri), /notebook/);
      await vscode.commands.executeCommand("vscode.open", uri);
      assert.equal(readFileSync(file, "utf8"), text);
      assert.ok(vscode.workspace.notebookDocuments.every((open) => open.uri.fsPath !== file));
    });
});
