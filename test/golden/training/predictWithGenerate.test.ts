import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dataset } from "../../../src/library/datasets/index.js";
import { evaluateRouge } from "../../../src/library/metrics/index.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { readRun } from "../../../src/runs/index.js";
import { goldenPath, readGolden } from "../goldenData.js";

describe("predictWithGenerate", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-predict-"));
    process.env.SUMMNB_RUNS = folder;
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  it("scores generated summaries in every evaluation, and keeps them", async () => {
    const pairs = readGolden<Record<"train" | "test", Record<string, string>[]>>("text", "pairs.json");
    const rows = Dataset.fromList(pairs.test.slice(0, 5));
    const trainer = new Seq2SeqTrainer({
      model: await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", "flan-trained"), {
        device: "cpu",
      }),
      tokenizer: await AutoTokenizer.fromPretrained(goldenPath("tokenizers", "t5")),
      args: new Seq2SeqTrainingArguments({
        maxSteps: 1,
        learningRate: 0,
        evalStrategy: "steps",
        evalSteps: 1,
        saveStrategy: "no",
        predictWithGenerate: true,
        generationMaxLength: 40,
      }),
      trainDataset: rows,
      evalDataset: rows,
      sourcePrefix: "summarize: ",
      display: false,
    });
    const { logs, runId } = await trainer.train();
    const kept = readRun(runId).metrics.find((line) => line.evalLoss != null)!;
    const [low, high] = (kept.intervals as Record<string, [number, number]>).rouge1!;
    const mean = (kept.metrics as Record<string, number>).rouge1!;
    assert.ok(low <= mean && mean <= high, "the record has the intervals that a model card shows");
    const { metrics } = logs.find((log) => log.evalLoss != null)!;
    const summaries = readFileSync(path.join(folder, runId, "summaries.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { index: number; prediction: string; reference: string; step: number },
      )
      // They are written as they come, the longest documents' first.
      .sort((a, b) => a.step - b.step || a.index - b.index);
    assert.deepEqual(
      summaries.map(({ reference }) => reference.replace(/\s+/g, " ")),
      pairs.test.slice(0, 5).map(({ summary }) => summary!.replace(/\s+/g, " ")),
    );
    const scores = evaluateRouge({
      predictions: summaries.map(({ prediction }) => prediction),
      references: summaries.map(({ reference }) => reference),
      useStemmer: true,
    });
    assert.equal(metrics!.rouge1, scores.rouge1);
    assert.ok(metrics!.rouge1! > 0.2, `ROUGE-1 of a trained model is ${metrics!.rouge1}`);
    assert.ok(metrics!.genLen! > 5 && metrics!.genLen! <= 40);
  });
});
