import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getPeftModel } from "../../../src/library/peft/index.js";
import type { LongTensor } from "../../../src/library/tensor/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { baseModel, batchOf, configOf, readAdapters } from "./adapterGolden.js";

/** Rows of a batch without their padding at the end. */
function rowsOf(batch: LongTensor, padding: number): number[][] {
  const [count, length] = batch.shape as [number, number];
  const ids = Array.from(batch.toArray(), Number);
  return Array.from({ length: count }, (_, row) => {
    const all = ids.slice(row * length, (row + 1) * length);
    return all.slice(0, all.findLastIndex((id) => id !== padding) + 1);
  });
}

describe("LoRA+ in the trainer", () => {
  const { seed, loraplus } = readAdapters();
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-loraplus-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  async function losses(adapted: boolean, loraplusLrRatio: number | null): Promise<number[]> {
    const base = await baseModel("flan-trained");
    const { inputIds, labels } = batchOf("flan-trained");
    const summaries = rowsOf(labels!, -100);
    const trainer = new Seq2SeqTrainer({
      model: adapted ? getPeftModel(base, configOf(loraplus.config), { seed }) : base,
      args: new Seq2SeqTrainingArguments({
        outputDir: path.join(folder, "out"),
        learningRate: loraplus.learning_rate,
        weightDecay: loraplus.weight_decay,
        loraplusLrRatio,
        lrSchedulerType: "constant",
        maxGradNorm: 0,
        maxSteps: loraplus.losses.length,
        perDeviceTrainBatchSize: 2,
        loggingSteps: 1,
        saveStrategy: "no",
      }),
      trainDataset: rowsOf(inputIds, 0).map((ids, i) => ({ inputIds: ids, labels: summaries[i]! })),
      display: false,
    });
    const { logs } = await trainer.train();
    return logs.flatMap(({ loss }) => loss ?? []);
  }

  it("gives PEFT's losses", async () => {
    for (const [i, loss] of (await losses(true, loraplus.ratio)).entries())
      assert.ok(
        Math.abs(loss - loraplus.losses[i]!) < 1e-5,
        `step ${i}: ${loss} is not ${loraplus.losses[i]}`,
      );
    const plain = await losses(true, null);
    assert.ok(Math.abs(plain.at(-1)! - loraplus.losses.at(-1)!) > 1e-3);
  });

  it("is refused without an adapter, and without a ratio above 0", async () => {
    await assert.rejects(
      losses(false, 16),
      /^SummnbError: loraplusLrRatio is for LoRA, but this model has no adapter/,
    );
    assert.throws(
      () => new Seq2SeqTrainingArguments({ loraplusLrRatio: 0 }),
      /"loraplusLrRatio" must be a number above 0, not 0/,
    );
  });
});
