import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { createRun, type Run } from "../../../../src/runs/index.js";
import { code, extensionId, hoverText, notebookJson, testFolder, until } from "./support.js";

/** Hover texts at a place of any document. */
async function hoverAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents.map((one) => (typeof one === "string" ? one : one.value)))
    .join("\n");
}

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

describe("runs in the workspace", () => {
  let folder: string;
  let run: Run;

  before(async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
    folder = testFolder();
    writeFileSync(
      path.join(folder, "train.summnb"),
      JSON.stringify(notebookJson([code("first", "1"), code("train", "await trainer.train()")])),
    );
    run = createRun({
      name: "spec run",
      root: path.join(folder, "runs"),
      device: "cpu",
      arguments: { outputDir: path.join(folder, "out") },
      model: {
        name: "google/flan-t5-base",
        isLocal: false,
        type: "t5",
        parameters: { total: 1000, trainable: 10 },
      },
    });
    run.update({ maxSteps: 30, source: { file: path.join(folder, "train.summnb"), cell: "train" } });
    run.logMetrics({ step: 10, epoch: 1, loss: 3 });
    run.logMetrics({ step: 20, epoch: 2, loss: 2 });
    await vscode.commands.executeCommand("summnb.runs.refresh");
  });

  after(async () => {
    run.finish("finished");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("shows its view, grouped as the user likes", async () => {
    await vscode.commands.executeCommand("summnb.runs.focus");
    await vscode.commands.executeCommand("summnb.runs.groupBy", "none");
    await vscode.commands.executeCommand("summnb.runs.groupBy", "day");
  });

  it("hovers over a variable and a path in an ordinary TypeScript file", async () => {
    const file = path.join(folder, "train.ts");
    writeFileSync(
      file,
      `const trainer = new Seq2SeqTrainer({ args: new Seq2SeqTrainingArguments({ outputDir: "out" }) });\nawait trainer.train();\nconst id = "${run.id}";\n`,
    );
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    await until("the language to start", async () =>
      (await hoverAt(document.uri, new vscode.Position(1, 8))).includes("**Run spec run**"),
    );
    const start = performance.now();
    const text = await hoverAt(document.uri, new vscode.Position(2, 14));
    const took = performance.now() - start;
    assert.match(text, /\*\*Run spec run\*\* running on cpu/);
    assert.match(text, /\| step \| 20 of 30 \|/);
    assert.match(text, /!\[Loss from 3\.00 to 2\.00\]\(data:image\/svg\+xml;base64,/);
    assert.match(text, /10 of 1,000 parameters of google\/flan\\-t5\\-base train/);
    // The built-in language's own answer is in this time, too.
    assert.ok(took < 2000, `${took.toFixed(0)} ms`);
    assert.equal(
      (await hoverAt(document.uri, new vscode.Position(1, 2))).includes("**Run"),
      false,
      "a keyword has no run",
    );
  });

  it("hovers in a cell that never ran, by the run's own record, and follows its log", async () => {
    const notebook = await vscode.workspace.openNotebookDocument(
      vscode.Uri.file(path.join(folder, "train.summnb")),
    );
    await vscode.window.showNotebookDocument(notebook);
    const edit = new vscode.WorkspaceEdit();
    const source = "const trainer = new Seq2SeqTrainer({});";
    edit.replace(notebook.cellAt(0).document.uri, new vscode.Range(0, 0, 0, 1), source);
    await vscode.workspace.applyEdit(edit);
    const cell = notebook.cellAt(1);
    assert.match(await hoverText(cell, 0, 8), /\*\*Run spec run\*\* running on cpu/);
    run.logMetrics({ step: 25, epoch: 2.5, loss: 1.5 });
    await until("the watcher to see the log", async () =>
      (await hoverText(cell, 0, 8)).includes("| step | 25 of 30 |"),
    );
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("finds a store that appears later", async () => {
    const later = createRun({ name: "later", root: path.join(testFolder(), "runs") });
    later.finish("finished");
    await until("the new store", async () => {
      await vscode.commands.executeCommand("summnb.runs.open", later.id);
      return tabs().some(({ label }) => label === "later");
    });
  });

  it("opens a run's page once, and a comparison beside it", async () => {
    const other = createRun({ name: "other", root: path.join(folder, "runs") });
    other.finish("finished");
    await vscode.commands.executeCommand("summnb.runs.refresh");
    await vscode.commands.executeCommand("summnb.runs.open", run.folder);
    await until("the page", () => tabs().some(({ label }) => label === "spec run"));
    await vscode.commands.executeCommand("summnb.runs.open", other.folder);
    await until("the same tab to turn to it", () => tabs().some(({ label }) => label === "other"));
    assert.equal(
      tabs().some(({ label }) => label === "spec run"),
      false,
    );
    await vscode.commands.executeCommand("summnb.runs.compare", [run.folder, other.folder]);
    await until("the comparison", () => tabs().some(({ label }) => label === "2 runs"));
    assert.ok(tabs().some(({ label }) => label === "other"));
  });

  it("goes back to the cell that made the run", async () => {
    await vscode.commands.executeCommand("summnb.runs.openNotebook", run.folder);
    const editor = vscode.window.activeNotebookEditor;
    assert.equal(editor?.notebook.uri.fsPath, path.join(folder, "train.summnb"));
    assert.equal(editor.selection.start, 1);
  });

  it("copies how to resume a run that was interrupted", async () => {
    const interrupted = createRun({ name: "interrupted", root: path.join(folder, "runs") });
    const checkpoint = path.join(folder, "out", "checkpoint-20");
    mkdirSync(checkpoint, { recursive: true });
    writeFileSync(path.join(checkpoint, "trainer_state.json"), "{}");
    interrupted.logCheckpoint({ step: 20, folder: checkpoint, kind: "checkpoint" });
    interrupted.finish("interrupted");
    await vscode.commands.executeCommand("summnb.runs.refresh");
    const line = await vscode.commands.executeCommand<string>("summnb.runs.copyResume", interrupted.folder);
    assert.equal(line, `await trainer.train({ resumeFromCheckpoint: ${JSON.stringify(checkpoint)} });`);
    assert.equal(await vscode.env.clipboard.readText(), line);
  });

  it("deletes no running run", async () => {
    const gone = await vscode.commands.executeCommand("summnb.runs.delete", run.folder);
    assert.equal(gone, undefined);
    assert.ok(existsSync(path.join(run.folder, "run.json")));
  });
});
