import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig, PeftModel } from "../../../src/library/peft/index.js";
import {
  type FloatDType,
  loadSafetensors,
  manualSeed,
  type Tensor,
} from "../../../src/library/tensor/index.js";
import { AutoTokenizer } from "../../../src/library/tokenizers/index.js";
import { isDecayed } from "../../../src/library/training/decay.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TokenizedRow,
  type TrainingArgumentValues,
} from "../../../src/library/training/index.js";
import { epochOrder } from "../../../src/library/training/order.js";
import { goldenPath, listGolden, readGolden } from "../goldenData.js";
import { exactLosses, type GoldenRun, readRun } from "./goldenRun.js";

/**
 * Every run of Transformers that says what summnb says. Without smoothing, 5.18 adds the means of an update's
 * micro-batches up, which is its mistake; with smoothing it averages over the tokens of an update.
 */
const runs = ["tf4.57.6", "tf5.18.0"].flatMap((version) =>
  listGolden("trainer", version)
    .filter((file) => file.endsWith(".json"))
    .map((file) => `${version}/${file.replace(".json", "")}`)
    .filter((name) => version === "tf4.57.6" || !/_ga4_ls0$/.test(name)),
);

/** "models/flan-trained" → "flan" */
const kindOf = (run: GoldenRun) => /(\w+)-/.exec(run.model)![1]!;

async function rowsOf(run: GoldenRun): Promise<{ train: TokenizedRow[]; evaluation: TokenizedRow[] }> {
  const tokenizer = await AutoTokenizer.fromPretrained(
    goldenPath("tokenizers", ["bart", "pegasus"].find((kind) => kind === kindOf(run)) ?? "t5"),
  );
  const pairs = readGolden<Record<"train" | "test", { document: string; summary: string }[]>>(
    "text",
    "pairs.json",
  );
  const { max_source: maxSource, max_target: maxTarget, prefix } = run.data;
  const encode = async (part: { document: string; summary: string }[]): Promise<TokenizedRow[]> => {
    const inputs = await tokenizer.encodeBatch(
      part.map((pair) => prefix + pair.document),
      { maxLength: maxSource },
    );
    const labels = await tokenizer.encodeBatch(
      part.map((pair) => pair.summary),
      { maxLength: maxTarget },
    );
    return inputs.map((inputIds, i) => ({ inputIds, labels: labels[i]! }));
  };
  return {
    train: await encode(pairs.train.slice(0, run.data.train_rows)),
    evaluation: await encode(pairs.test.slice(0, run.data.eval_rows)),
  };
}

async function modelOf(run: GoldenRun, dtype: FloatDType = "float32"): Promise<PreTrainedModel> {
  const base = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath(...run.model.split("/")), {
    device: "cpu",
    dtype,
  });
  if (run.mode === "full" || !run.lora) return base;
  const { r, alpha, dropout, seed_before_get_peft_model: seed } = run.lora;
  manualSeed(seed);
  return getPeftModel(
    base,
    new LoraConfig({
      r,
      loraAlpha: alpha,
      loraDropout: dropout,
      targetModules: ["bart", "pegasus"].includes(kindOf(run)) ? ["q_proj", "v_proj"] : ["q", "v"],
    }),
  );
}

function argumentsOf(run: GoldenRun): Partial<TrainingArgumentValues> {
  const { args } = run;
  const number = (key: string) => args[key] as number;
  return {
    maxSteps: number("max_steps"),
    perDeviceTrainBatchSize: number("per_device_train_batch_size"),
    perDeviceEvalBatchSize: number("per_device_eval_batch_size"),
    gradientAccumulationSteps: number("gradient_accumulation_steps"),
    learningRate: number("learning_rate"),
    weightDecay: number("weight_decay"),
    maxGradNorm: number("max_grad_norm"),
    lrSchedulerType: args.lr_scheduler_type as TrainingArgumentValues["lrSchedulerType"],
    warmupSteps: number("warmup_steps"),
    labelSmoothingFactor: number("label_smoothing_factor"),
    loggingSteps: number("logging_steps"),
    saveStrategy: "no",
    optim: args.optim as TrainingArgumentValues["optim"],
    seed: number("seed"),
    lossNormalization: run.versions.transformers.startsWith("4.") ? "microbatch" : "tokens",
  };
}

/**
 * Where rounding decides, because AdamW scales any gradient up to the learning rate. Attention does not change
 * with a bias of its keys (softmax takes no notice of what all its inputs share), so that bias's true gradient is
 * zero and what it is trained with is rounding; that of a small model's cross-attention queries is hardly more.
 * Measured against the same runs in float64: Transformers' own norms are off by up to 1.1e-1 (Pegasus: 1.1e-1,
 * BART: 6e-3) and 2e-4, its values by up to 1.5e-4; two stacks that round differently are off by both their errors
 * (ours with one thread in place of two: up to 3.6e-4 of values that reach 1.5e-2).
 */
const roundingDecides: [name: RegExp, relativeNorm: number, value: number][] = [
  [/k_proj\.bias$/, 2.5e-1, 1e-3],
  [/encoder_attn\.q_proj\.lora_B/, 5e-4, 1e-5],
];

function tolerancesOf(name: string): { relativeNorm: number; value: number } {
  const found = roundingDecides.find(([pattern]) => pattern.test(name));
  return { relativeNorm: found?.[1] ?? 1e-5, value: found?.[2] ?? 1e-5 };
}

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);
}

describe("Training equals Transformers' Trainer", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-trainer-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  for (const name of runs)
    it(name, async () => {
      const run = readRun(name);
      const { train, evaluation } = await rowsOf(run);
      const model = await modelOf(run, name.endsWith("_f64") ? "float64" : "float32");
      const trainer = new Seq2SeqTrainer({
        model,
        args: new Seq2SeqTrainingArguments(argumentsOf(run)),
        trainDataset: train,
        evalDataset: evaluation,
        dropout: 0,
        display: false,
      });
      close((await trainer.evaluate()).evalLoss, run.eval_loss_before, 1e-5, "eval loss before");
      const result = await trainer.train();
      const losses = exactLosses(run);
      assert.equal(result.logs.length, run.steps.length);
      result.logs.forEach((log, i) => {
        const golden = run.steps[i]!;
        assert.equal(log.step, golden.step);
        close(log.loss!, losses[i]!, 1e-5, `loss at step ${log.step}`);
        close(
          log.gradNorm!,
          golden.grad_norm,
          1e-5 * Math.max(1, golden.grad_norm),
          `gradient norm at ${log.step}`,
        );
        close(log.learningRate!, golden.learning_rate, 1e-12, `learning rate at ${log.step}`);
        close(log.epoch, golden.epoch, 1e-9, `epoch at ${log.step}`);
      });
      close(result.trainLoss, run.train_loss, 1e-5, "train loss");
      close((await trainer.evaluate()).evalLoss, run.eval_loss_after, 1e-5, "eval loss after");
      const parameters = new Map(model.namedParameters());
      for (const [key, golden] of Object.entries(run.final_checksums)) {
        const parameter = parameters.get(key);
        assert.ok(parameter, `there is no parameter ${key}`);
        assert.deepEqual(parameter.shape, golden.shape);
        const values = (parameter.data as Tensor<"float32">).toArray();
        const l2 = Math.sqrt(values.reduce((total, value) => total + value * value, 0));
        const { relativeNorm, value: tolerance } = tolerancesOf(key);
        close(l2, golden.l2, relativeNorm * golden.l2, `norm of ${key}`);
        for (const [i, value] of golden.head.entries()) close(values[i]!, value, tolerance, `${key}[${i}]`);
      }
    });

  it("takes the rows in the same order", () => {
    const run = readRun("tf4.57.6/flan_lora_ga1_ls0");
    assert.deepEqual(run.micro_batches.flatMap(({ indices }) => indices).slice(0, 70), epochOrder(70, 42, 0));
  });

  it("spares the same parameters from weight decay", async () => {
    const run = readRun("tf4.57.6/flan_full_ga1_ls0");
    const model = await modelOf(run);
    const spared = [...model.namedParameters()].map(([name]) => name).filter((name) => !isDecayed(name));
    assert.deepEqual(spared.sort(), [...run.no_decay_params].sort());
  });

  it("draws LoRA's initial weights, and writes and reads PEFT's files", async () => {
    const run = readRun("tf4.57.6/flan_lora_ga1_ls0");
    const golden = loadSafetensors(
      goldenPath("trainer", "tf4.57.6", "flan_lora_ga1_ls0.lora_init.safetensors"),
    );
    const model = (await modelOf(run)) as PeftModel;
    const bytes = (tensor: Tensor) => Buffer.from((tensor as Tensor<"float32">).toArray().buffer);
    let compared = 0;
    for (const [name, parameter] of model.namedParameters()) {
      const expected = golden.get(name) ?? golden.get(name.replace(".default.", "."));
      if (!expected) continue;
      assert.ok(bytes(parameter.data).equals(bytes(expected)), `${name} differs`);
      compared++;
    }
    assert.equal(compared, golden.size);

    const theirs = goldenPath("trainer", "tf4.57.6", "flan_lora_ga1_ls0.adapter");
    const base = await AutoModelForSeq2SeqLM.fromPretrained(goldenPath(...run.model.split("/")), {
      device: "cpu",
    });
    const adapted = await PeftModel.fromPretrained(base, theirs);
    assert.equal(adapted.trainableParameters().length, 0);
    await adapted.savePretrained(folder);
    const read = (file: string) => readFileSync(file);
    assert.ok(
      read(path.join(folder, "adapter_model.safetensors")).equals(
        read(path.join(theirs, "adapter_model.safetensors")),
      ),
      "the adapter's bytes changed on the way",
    );
  });
});
