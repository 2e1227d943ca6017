import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { endKernels, errorMime, hoverText, mimeText, openCells, runCells, until } from "./support.js";

const load =
  'import { loadDataset } from "summnb";\nconst dataset = await loadDataset("rows.jsonl");\nlet n = 1;';

/** Everything that the editor shows of a cell, whoever says it. */
function marks(cell: vscode.NotebookCell): string[] {
  return vscode.languages
    .getDiagnostics(cell.document.uri)
    .map(({ range, message }) => `${range.start.line}:${range.start.character} ${message}`);
}

async function completions(cell: vscode.NotebookCell, line: number, column: number): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    cell.document.uri,
    new vscode.Position(line, column),
  );
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

async function replace(cell: vscode.NotebookCell, text: string): Promise<void> {
  const { document } = cell;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe("IntelliSense in a notebook", () => {
  afterEach(endKernels);

  it("marks mistakes of types and grammar once, at their line, and takes the marks away", async () => {
    const notebook = await openCells(load, "\nn = 'text';", "const open = (;", "n.toFixed(); dataset.train;");
    const types = ["1:0 Type 'string' is not assignable to type 'number'."];
    await until("the type error", () => marks(notebook.cellAt(1)).length > 0);
    await until("the syntax error", () => marks(notebook.cellAt(2)).length > 0);
    // The built-in TypeScript takes longer; what it says would come now.
    await until("its folding ranges", async () => {
      const uri = notebook.cellAt(0).document.uri;
      const symbols = await vscode.commands.executeCommand<object[]>(
        "vscode.executeDocumentSymbolProvider",
        uri,
      );
      return symbols?.length > 0;
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(notebook.getCells().map(marks), [[], types, ["0:14 Expression expected."], []]);
    await replace(notebook.cellAt(0), 'let n = "a text now";\nconst dataset = { train: 1 };');
    await until(
      "the marks to follow",
      () => marks(notebook.cellAt(3)).length > 0 && marks(notebook.cellAt(1)).length === 0,
    );
    assert.match(marks(notebook.cellAt(3))[0]!, /^0:2 Property 'toFixed' does not exist on type 'string'/);
  });

  it("completes members of earlier cells' variables and names to import, each once", async () => {
    const notebook = await openCells(load, "dataset.", "Auto");
    const members = await until("completions", async () => {
      const names = await completions(notebook.cellAt(1), 0, 8);
      return names.includes("train") && names;
    });
    assert.deepEqual(members.filter((name) => ["train", "shuffle", "filter"].includes(name)).sort(), [
      "filter",
      "shuffle",
      "train",
    ]);
    const names = await completions(notebook.cellAt(2), 0, 4);
    assert.equal(names.filter((name) => name === "AutoTokenizer").length, 1);
    assert.equal(names.filter((name) => name === "dataset").length, 1);
  });

  it("tells the type of an earlier cell's variable in one hover, and where it is declared", async () => {
    const notebook = await openCells(load, "dataset.train");
    const hover = await until("the hover", () => hoverText(notebook.cellAt(1), 0, 2));
    assert.match(hover, /const dataset: DatasetDict<Row>/);
    assert.doesNotMatch(hover, /\bany\b/);
    assert.equal(hover.match(/```typescript/g)?.length, 1);
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeDefinitionProvider",
      notebook.cellAt(1).document.uri,
      new vscode.Position(0, 2),
    );
    assert.equal(definition?.uri.toString(), notebook.cellAt(0).document.uri.toString());
    assert.deepEqual([definition.range.start.line, definition.range.start.character], [1, 6]);
  });

  it("shows the signature of a call of the library", async () => {
    const notebook = await openCells(load, "dataset.train.select(");
    const help = await until("signature help", async () =>
      vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
        "vscode.executeSignatureHelpProvider",
        notebook.cellAt(1).document.uri,
        new vscode.Position(0, 21),
        "(",
      ),
    );
    assert.deepEqual(
      help.signatures.map(({ label }) => label),
      ["select(indices: Iterable<number>): Dataset<Row>"],
    );
  });

  it("knows the columns of a data set while a kernel holds it", async () => {
    const notebook = await openCells(load, 'dataset.train.column("dialog");', "dataset.train.row(0).");
    const file = path.join(path.dirname(notebook.uri.fsPath), "rows.jsonl");
    writeFileSync(file, '{"dialogue": "A: Hi", "summary": "Greeting"}\n');
    await runCells(notebook, 0, 1);
    assert.equal(notebook.cellAt(0).executionSummary?.success, true, mimeText(notebook.cellAt(0), errorMime));
    const wrong = await until("the column's error", () => marks(notebook.cellAt(1))[0]);
    assert.match(wrong, /^0:21 Argument of type '"dialog"' is not assignable/);
    assert.deepEqual(await completions(notebook.cellAt(2), 0, 21), ["dialogue", "summary"]);
    assert.deepEqual(await completions(notebook.cellAt(1), 0, 22), ["dialogue", "summary"]);
    await vscode.commands.executeCommand("summnb.shutdownKernel", notebook.uri);
    await until("the columns to be forgotten", () => marks(notebook.cellAt(1)).length === 0);
  });
});
