import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import {
  endKernels,
  errorMime,
  hoverText,
  mimeText,
  openCells,
  runCells,
  stdoutMime,
  until,
} from "./support.js";

const shown = (cell: vscode.NotebookCell) => mimeText(cell, "text/plain") ?? mimeText(cell, stdoutMime);

function errorOf(cell: vscode.NotebookCell): { name: string; message: string; stack: string } {
  const text = mimeText(cell, errorMime);
  assert.ok(text, `cell ${cell.index} has no error output`);
  return JSON.parse(text);
}

async function finished(cell: vscode.NotebookCell, milliseconds?: number): Promise<boolean> {
  await until(`cell ${cell.index} to end`, () => cell.executionSummary?.success !== undefined, milliseconds);
  return cell.executionSummary?.success === true;
}

describe("cells in VS Code, with the real kernel", () => {
  afterEach(endKernels);

  it("share state, redeclare, await at top level, and show the last expression's value", async () => {
    const notebook = await openCells(
      "const answer: number = 40;",
      "const answer = 41;\nclass Box<T> { constructor(readonly value: T) {} }",
      "await new Promise((resolve) => setTimeout(resolve, 10));\nnew Box(answer + 1).value",
      'import path from "node:path";\nconsole.log(path.posix.join("a", "b"));',
    );
    await runCells(notebook);
    for (const cell of notebook.getCells())
      assert.equal(await finished(cell), true, shown(cell) ?? mimeText(cell, errorMime));
    assert.equal(shown(notebook.cellAt(2)), "42");
    assert.equal(mimeText(notebook.cellAt(3), stdoutMime), "a/b\n");
    const order = notebook.getCells().map((cell) => cell.executionSummary?.executionOrder);
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it("stop at the first that throws, with the error at its own line", async () => {
    const notebook = await openCells("1", 'const a = 1;\n\nthrow new RangeError("too far");', "2");
    await runCells(notebook);
    assert.equal(await finished(notebook.cellAt(1)), false);
    const error = errorOf(notebook.cellAt(1));
    assert.equal(error.name, "RangeError");
    assert.equal(error.message, "too far");
    assert.match(error.stack, /line 3, column 7/);
    const [diagnostic] = await until("the error's mark", () => {
      const found = vscode.languages
        .getDiagnostics(notebook.cellAt(1).document.uri)
        .filter(({ source }) => source === "summnb");
      return found.length > 0 && found;
    });
    assert.equal(diagnostic!.range.start.line, 2);
    assert.equal(notebook.cellAt(2).executionSummary?.success, undefined);
    assert.equal(notebook.cellAt(2).outputs.length, 0);
  });

  it("can be interrupted when they never end; the state survives", async () => {
    const notebook = await openCells("let kept = 7;", "for (;;) kept = 8;", "kept");
    await runCells(notebook, 0, 1);
    const running = runCells(notebook, 1, 2);
    await until("the endless cell to start", () => notebook.cellAt(1).executionSummary?.executionOrder === 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await vscode.commands.executeCommand("summnb.interruptKernel", notebook.uri);
    assert.equal(await finished(notebook.cellAt(1)), false);
    assert.ok(Date.now() - asked < 5000, `it took ${Date.now() - asked} ms`);
    await running;
    await runCells(notebook, 2, 3);
    assert.equal(await finished(notebook.cellAt(2)), true);
    assert.equal(shown(notebook.cellAt(2)), "8");
  });

  it("say why when their kernel dies, and run again after a restart", async () => {
    const notebook = await openCells(
      "process.kill(process.pid, 'SIGKILL');\nawait new Promise(() => {});",
      "1 + 1",
    );
    await runCells(notebook, 0, 1);
    assert.equal(await finished(notebook.cellAt(0)), false);
    assert.match(errorOf(notebook.cellAt(0)).message, /ended by SIGKILL/);
    await vscode.commands.executeCommand("summnb.restartKernel", notebook.uri);
    await runCells(notebook, 1, 2);
    assert.equal(await finished(notebook.cellAt(1)), true);
    assert.equal(shown(notebook.cellAt(1)), "2");
  });

  it("lose their variables in a restart, and only then", async () => {
    const notebook = await openCells("const before = 1;", "typeof before");
    await runCells(notebook);
    assert.match(shown(notebook.cellAt(1)) ?? "", /number/);
    await vscode.commands.executeCommand("summnb.restartKernel", notebook.uri);
    await runCells(notebook, 1, 2);
    await until("the second answer", () => /undefined/.test(shown(notebook.cellAt(1)) ?? ""));
  });

  it("work in the notebook's folder", async () => {
    const notebook = await openCells(
      'import fs from "node:fs";\nfs.writeFileSync("made-here.txt", process.cwd());',
    );
    await runCells(notebook);
    assert.equal(await finished(notebook.cellAt(0)), true);
    const file = path.join(path.dirname(notebook.uri.fsPath), "made-here.txt");
    assert.ok(existsSync(file));
    assert.equal(readFileSync(file, "utf8"), path.dirname(notebook.uri.fsPath));
  });

  it("run in a notebook that has no file yet", async () => {
    await vscode.commands.executeCommand("summnb.newNotebook", "empty");
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    assert.ok(notebook?.isUntitled);
    const change = new vscode.WorkspaceEdit();
    change.insert(notebook.cellAt(0).document.uri, new vscode.Position(0, 0), "6 * 7");
    await vscode.workspace.applyEdit(change);
    await runCells(notebook);
    assert.equal(await finished(notebook.cellAt(0)), true);
    assert.equal(shown(notebook.cellAt(0)), "42");
  });

  it("have outputs that a save keeps, by the cells' own ids", async () => {
    const notebook = await openCells('console.log("kept");\n({ a: 1 })');
    await runCells(notebook);
    assert.equal(await finished(notebook.cellAt(0)), true);
    assert.ok(await notebook.save());
    const { cells } = JSON.parse(readFileSync(notebook.uri.fsPath, "utf8"));
    assert.equal(cells[0].id, "cell-0");
    assert.equal(cells[0].execution_count, 1);
    const kinds = cells[0].outputs.map((output: { output_type: string }) => output.output_type);
    assert.deepEqual(kinds, ["stream", "execute_result"]);
  });

  it("show the kernel's figures of a variable in a hover", async () => {
    const notebook = await openCells("const figures = { loss: 0.25 };", "figures");
    assert.doesNotMatch(await hoverText(notebook.cellAt(1), 0, 2), /0\.25/);
    await runCells(notebook, 0, 1);
    assert.equal(await finished(notebook.cellAt(0)), true);
    assert.match(await until("the hover", () => hoverText(notebook.cellAt(1), 0, 2)), /0\.25/);
  });

  it("tell which Node is missing when the setting names none", async () => {
    const notebook = await openCells("1");
    const settings = vscode.workspace.getConfiguration("summnb.kernel");
    await settings.update("node", "/nowhere/node", vscode.ConfigurationTarget.Global);
    try {
      await runCells(notebook);
      assert.equal(await finished(notebook.cellAt(0)), false);
      assert.match(errorOf(notebook.cellAt(0)).message, /no Node at “\/nowhere\/node”.*summnb\.kernel\.node/);
    } finally {
      await settings.update("node", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
