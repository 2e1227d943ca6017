import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { TrainPlan } from "../../../../src/protocol/index.js";
import { mimeOf, type OutputKind, type OutputPayload } from "../../../../src/protocol/index.js";
import { endKernels, errorMime, extensionId, hoverText, mimeText, runCells, testFolder } from "./support.js";

function writeRows(): string {
  const nouns = ["editor", "browser", "parser", "compiler", "library", "viewer", "player", "server"];
  const rows = Array.from({ length: 40 }, (_, index) => {
    const noun = nouns[index % nouns.length];
    return JSON.stringify({
      long: `This package holds a ${noun}, number ${index}, that is small.`,
      short: `small ${noun}`,
    });
  });
  const file = path.join(testFolder(), "rows.jsonl");
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

function payloadOf<K extends OutputKind>(notebook: vscode.NotebookDocument, kind: K): OutputPayload<K> {
  const texts = notebook.getCells().flatMap((cell) => mimeText(cell, mimeOf(kind)) ?? []);
  assert.ok(texts.length > 0, `no ${kind} output`);
  return JSON.parse(texts.at(-1)!) as OutputPayload<K>;
}

describe("summnb: Train LoRA", () => {
  afterEach(endKernels);

  it("leaves a notebook that trains when it is run", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    const values: Partial<TrainPlan> = {
      model: path.join(extension.extensionPath, "examples/starter"),
      data: writeRows(),
      documentColumn: "long",
      summaryColumn: "short",
      evalFrom: "train",
      prompt: "summarize: ",
      lora: { r: 4, targetModules: ["q", "v"] },
      arguments: {
        outputDir: "out/train-lora",
        learningRate: 1e-3,
        maxSteps: 3,
        perDeviceTrainBatchSize: 4,
        loggingSteps: 1,
      },
    };
    const uri = await vscode.commands.executeCommand<vscode.Uri>("summnb.trainLora", values);
    assert.match(uri.path, /\/train-lora(-\d+)?\.summnb$/);
    const notebook = vscode.workspace.notebookDocuments.find(
      (open) => open.uri.toString() === uri.toString(),
    );
    assert.ok(notebook);
    await runCells(notebook);
    for (const cell of notebook.getCells())
      if (cell.kind === vscode.NotebookCellKind.Code)
        assert.equal(
          cell.executionSummary?.success,
          true,
          mimeText(cell, errorMime) ?? `cell ${cell.index} did not run`,
        );

    const training = payloadOf(notebook, "training");
    assert.deepEqual([training.final, training.data.state, training.data.step], [true, "finished", 3]);
    assert.equal(training.data.logs.length, 3);
    assert.ok(payloadOf(notebook, "parameters").data.trainable > 0);
    assert.equal(payloadOf(notebook, "summaries").data.rows.length, 4);
    assert.deepEqual(
      payloadOf(notebook, "rouge").data.systems.map(({ key }) => key),
      ["base", "lora"],
    );
    const adapter = path.join(path.dirname(uri.fsPath), "out/train-lora/adapter_config.json");
    assert.ok(existsSync(adapter));
    assert.equal(JSON.parse(readFileSync(adapter, "utf8")).r, 4);

    const html = vscode.Uri.file(path.join(path.dirname(uri.fsPath), "report.html"));
    await vscode.commands.executeCommand("summnb.exportHtml", uri, html);
    const report = readFileSync(html.fsPath, "utf8");
    for (const kind of ["parameters", "training", "summaries", "rouge"] as const)
      assert.ok(report.includes(`data-summnb-output="${kind}"`), `the report has no ${kind}`);

    // Without a kernel, what the run store says.
    await vscode.commands.executeCommand("summnb.shutdownKernel", uri);
    const cell = notebook
      .getCells()
      .find((candidate) => candidate.document.getText().includes("trainer.train()"));
    assert.ok(cell);
    const position = cell.document.positionAt(cell.document.getText().indexOf("trainer.train()") + 2);
    const hover = await hoverText(cell, position.line, position.character);
    assert.match(hover, /\*\*Run .*\*\* finished on cpu/);
    assert.match(hover, /\| step \| 3 \|/);
    const { id } = cell.metadata as { id: string };
    const runId = training.runId;
    assert.ok(runId);
    const record = JSON.parse(
      readFileSync(path.join(path.dirname(uri.fsPath), "runs", runId, "run.json"), "utf8"),
    );
    assert.deepEqual(record.source, { file: uri.fsPath, cell: id });
  });
});
