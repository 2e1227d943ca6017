import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig } from "../../../src/library/peft/index.js";
import type { Tensor } from "../../../src/library/tensor/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { goldenPath } from "../../golden/goldenData.js";
import { maxDifference } from "../../golden/support.js";
import { tinyModel, tinyRows } from "./tinyRun.js";

const golden = (name: string) =>
  AutoModelForSeq2SeqLM.fromPretrained(goldenPath("models", `${name}-trained`), { device: "cpu" });

const models: Record<string, () => Promise<PreTrainedModel>> = {
  "T5 with dropout": async () => tinyModel(),
  "LoRA with dropout": async () =>
    getPeftModel(tinyModel(), new LoraConfig({ r: 2, loraDropout: 0.2, targetModules: ["q", "v"] }), {
      seed: 3,
    }),
  "LoRA on the decoder alone": async () =>
    getPeftModel(tinyModel(), new LoraConfig({ r: 2, targetModules: "decoder.*EncDecAttention.q" }), {
      seed: 3,
    }),
  BART: () => golden("bart"),
  Pegasus: () => golden("pegasus"),
};

describe("Gradient checkpointing", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-gradient-checkpointing-"));
    process.env.SUMMNB_RUNS = folder;
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  async function train(model: PreTrainedModel, gradientCheckpointing: boolean, bf16: boolean) {
    const args = new Seq2SeqTrainingArguments({
      maxSteps: 3,
      perDeviceTrainBatchSize: 4,
      gradientAccumulationSteps: 2,
      // SGD follows the gradients; AdamW would scale their last bits up.
      optim: "sgd",
      learningRate: 1e-2,
      loggingSteps: 1,
      saveStrategy: "no",
      gradientCheckpointing,
      bf16,
    });
    const { logs } = await new Seq2SeqTrainer({
      model,
      args,
      trainDataset: tinyRows,
      display: false,
    }).train();
    const weights = [...model.namedParameters()].map(
      ([name, { data }]) => [name, (data as Tensor<"float32">).toArray()] as const,
    );
    return { logs, weights: new Map(weights) };
  }

  // Gradients that meet in one tensor are added in another order, so the last bits may differ.
  for (const [name, make] of Object.entries(models))
    for (const { bf16, loss, weight } of [
      { bf16: false, loss: 1e-5, weight: 2e-6 },
      { bf16: true, loss: 2e-2, weight: 2e-3 },
    ])
      it(`changes neither losses nor weights: ${name}${bf16 ? ", bf16" : ""}`, async () => {
        const plain = await train(await make(), false, bf16);
        const checkpointed = await train(await make(), true, bf16);
        assert.equal(checkpointed.logs[0]!.loss, plain.logs[0]!.loss, "the first forward pass is the same");
        for (const [i, log] of plain.logs.entries()) {
          assert.ok(Math.abs(checkpointed.logs[i]!.loss! - log.loss!) < loss, `loss ${i}`);
          assert.ok(Math.abs(checkpointed.logs[i]!.gradNorm! / log.gradNorm! - 1) < loss, `norm ${i}`);
        }
        for (const [key, values] of plain.weights)
          assert.ok(maxDifference(values, checkpointed.weights.get(key)!) < weight, `${key} differs`);
      });
});
