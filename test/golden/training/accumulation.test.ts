import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import type { Tensor } from "../../../src/library/tensor/index.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TokenizedRow,
} from "../../../src/library/training/index.js";
import { goldenPath, readGolden } from "../goldenData.js";
import { maxDifference } from "../support.js";

/** Sixteen pairs whose summaries differ in length: a mean of micro-batch means is not the mean over tokens. */
async function goldenRows(): Promise<TokenizedRow[]> {
  const tokenizer = await AutoTokenizer.fromPretrained(goldenPath("tokenizers", "t5"));
  const { train } = readGolden<Record<"train", { document: string; summary: string }[]>>(
    "text",
    "pairs.json",
  );
  const pairs = train.slice(0, 16);
  const inputs = await tokenizer.encodeBatch(pairs.map(({ document }) => `summarize: ${document}`));
  const labels = await tokenizer.encodeBatch(pairs.map(({ summary }) => summary));
  return inputs.map((inputIds, i) => ({ inputIds, labels: labels[i]! }));
}

describe("Gradient accumulation", () => {
  let folder: string;
  let rows: TokenizedRow[];
  before(async () => {
    rows = await goldenRows();
    folder = mkdtempSync(path.join(tmpdir(), "summnb-accumulation-"));
    process.env.SUMMNB_RUNS = folder;
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  /** Losses and gradient norms of four updates of eight rows, and the weights after them. */
  async function train(batchSize: number, labelSmoothingFactor: number) {
    const model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", "flan-trained"), {
      device: "cpu",
    });
    const args = new Seq2SeqTrainingArguments({
      maxSteps: 4,
      perDeviceTrainBatchSize: batchSize,
      gradientAccumulationSteps: 8 / batchSize,
      labelSmoothingFactor,
      // SGD follows the gradients themselves; AdamW would hide most of a wrong scale.
      optim: "sgd",
      learningRate: 0.05,
      loggingSteps: 1,
      saveStrategy: "no",
    });
    const trainer = new Seq2SeqTrainer({ model, args, trainDataset: rows, dropout: 0, display: false });
    const { logs } = await trainer.train();
    const weights = [...model.namedParameters()].map(([name, { data }]) => {
      const values = (data as Tensor<"float32">).toArray();
      return [name, values] as const;
    });
    return { losses: logs.map((log) => log.loss!), norms: logs.map((log) => log.gradNorm!), weights };
  }

  for (const smoothing of [0, 0.1])
    it(`gives one training for 8×1, 4×2, 2×4 and 1×8 (label smoothing ${smoothing})`, async () => {
      const whole = await train(8, smoothing);
      for (const batchSize of [4, 2, 1]) {
        const parts = await train(batchSize, smoothing);
        const title = `${batchSize}×${8 / batchSize}`;
        assert.ok(
          maxDifference(parts.losses, whole.losses) < 1e-6,
          `losses of ${title}: ${parts.losses} instead of ${whole.losses}`,
        );
        for (const [i, norm] of parts.norms.entries())
          assert.ok(Math.abs(norm / whole.norms[i]! - 1) < 1e-5, `gradient norm ${i} of ${title}`);
        for (const [i, [name, values]] of whole.weights.entries())
          assert.ok(maxDifference(values, parts.weights[i]![1]) < 1e-6, `${name} of ${title}`);
      }
    });

  it("would differ with the mean of micro-batch means, as Transformers computes it", async () => {
    const model = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", "flan-trained"), {
      device: "cpu",
    });
    const first = async (batchSize: number) => {
      const args = new Seq2SeqTrainingArguments({
        maxSteps: 1,
        perDeviceTrainBatchSize: batchSize,
        gradientAccumulationSteps: 8 / batchSize,
        lossNormalization: "microbatch",
        learningRate: 0,
        loggingSteps: 1,
        saveStrategy: "no",
      });
      const trainer = new Seq2SeqTrainer({ model, args, trainDataset: rows, dropout: 0, display: false });
      return (await trainer.train()).logs[0]!.loss!;
    };
    assert.ok(Math.abs((await first(8)) - (await first(1))) > 1e-3);
  });
});
