import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  AutoModelForSeq2SeqLM,
  type PreTrainedModel,
  readConfig,
} from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig } from "../../../src/library/peft/index.js";
import { resetPeakTensorMemory, tensorMemory } from "../../../src/library/tensor/device.js";
import { ops, scope } from "../../../src/library/tensor/index.js";
import {
  DataCollatorForSeq2Seq,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
} from "../../../src/library/training/index.js";
import { estimateMemory } from "../../../src/library/training/memory/estimate.js";
import { estimateFromConfig } from "../../../src/library/training/memory/fromConfig.js";
import { weightBytes } from "./tinyRun.js";

/** Large enough that tensors, and not bookkeeping, fill the memory: 3.4 million parameters. */
const config = {
  model_type: "t5",
  architectures: ["T5ForConditionalGeneration"],
  vocab_size: 4096,
  d_model: 128,
  d_kv: 32,
  d_ff: 512,
  num_layers: 3,
  num_heads: 4,
  feed_forward_proj: "gated-gelu",
  tie_word_embeddings: false,
  dropout_rate: 0.1,
};
const rows = Array.from({ length: 16 }, (_, i) => ({
  inputIds: Array.from({ length: 96 }, (_, j) => 2 + ((31 * i + 7 * j) % 4000)),
  labels: Array.from({ length: 24 }, (_, j) => 2 + ((17 * i + 5 * j) % 4000)),
}));

describe("Memory", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-memory-"));
    process.env.SUMMNB_RUNS = folder;
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  it("of tensors on the CPU is counted", () => {
    const before = tensorMemory("cpu")!.allocated;
    scope(() => {
      ops.zeros([1024, 1024], "float32");
      const grown = tensorMemory("cpu")!.allocated - before;
      assert.ok(grown >= 2 ** 22 && grown < 2 ** 22 + 2 ** 14, String(grown));
    });
    assert.equal(tensorMemory("cpu")!.allocated, before);
  });

  const modes: Record<string, (model: PreTrainedModel) => PreTrainedModel> = {
    "full fine-tuning": (model) => model,
    LoRA: (model) => getPeftModel(model, new LoraConfig({ r: 8, targetModules: ["q", "v"] }), { seed: 1 }),
  };
  for (const [name, prepare] of Object.entries(modes))
    for (const gradientCheckpointing of [false, true])
      it(`of a training is known before it, within a quarter: ${name}${gradientCheckpointing ? ", checkpointing" : ""}`, async () => {
        const model = prepare(AutoModelForSeq2SeqLM.fromConfig(config, { seed: 1, device: "cpu" }));
        const args = new Seq2SeqTrainingArguments({
          maxSteps: 2,
          perDeviceTrainBatchSize: 8,
          gradientCheckpointing,
          loggingSteps: 1,
          saveStrategy: "no",
        });
        const before = weightBytes(model);
        const collate = DataCollatorForSeq2Seq({ padTokenId: 0 });
        const { peak } = await estimateMemory(model, rows, collate, args.values);
        for (const [key, bytes] of weightBytes(model)) assert.ok(bytes.equals(before.get(key)!), key);
        resetPeakTensorMemory("cpu");
        await new Seq2SeqTrainer({ model, args, trainDataset: rows, display: false }).train();
        const measured = tensorMemory("cpu")!.peak;
        assert.ok(Math.abs(peak / measured - 1) < 0.25, `${peak} estimated, ${measured} measured`);
      });

  const loras: Record<string, LoraConfig | undefined> = {
    "full fine-tuning": undefined,
    LoRA: new LoraConfig({ r: 8, targetModules: ["q", "v"] }),
  };
  for (const [name, lora] of Object.entries(loras))
    for (const gradientCheckpointing of [false, true])
      it(`is told without weights, as with them: ${name}${gradientCheckpointing ? ", checkpointing" : ""}`, async () => {
        const args = new Seq2SeqTrainingArguments({ perDeviceTrainBatchSize: 8, gradientCheckpointing })
          .values;
        const collate = DataCollatorForSeq2Seq({ padTokenId: 0 });
        const file = path.join(folder, "config.json");
        writeFileSync(file, JSON.stringify({ ...config, num_decoder_layers: 5 }));
        const before = tensorMemory("cpu")!.allocated;
        const skeleton = AutoModelForSeq2SeqLM.skeleton(file);
        const plan = { skeleton, lora, dtype: "float32" as const, args, rows, collate };
        const told = await estimateFromConfig(plan);
        assert.equal(tensorMemory("cpu")!.allocated, before);
        const base = AutoModelForSeq2SeqLM.fromConfig(readConfig(file), { seed: 1, device: "cpu" });
        const model = lora ? getPeftModel(base, lora, { seed: 1 }) : base;
        const real = await estimateMemory(model, rows, collate, args);
        // The allocator rounds each tensor up.
        assert.ok(
          Math.abs(told!.held / (real.held - before) - 1) < 0.01,
          `${told!.held} and ${real.held - before}`,
        );
        assert.deepEqual([told!.gradients, told!.optimizer], [real.gradients, real.optimizer]);
        const ratio = told!.activations / real.activations;
        assert.ok(Math.abs(ratio - 1) < 0.05, `${told!.activations} told, ${real.activations} measured`);
        model.free();
      });
});
