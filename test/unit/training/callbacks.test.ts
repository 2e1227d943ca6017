import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PreTrainedModel } from "../../../src/library/models/index.js";
import { ops, type Tensor } from "../../../src/library/tensor/index.js";
import {
  EarlyStoppingCallback,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainerCallback,
  type TrainingArgumentValues,
} from "../../../src/library/training/index.js";
import { tinyModel, tinyRows } from "./tinyRun.js";

describe("The Trainer", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-trainer-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  afterEach(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  function trainer(
    args: Partial<TrainingArgumentValues>,
    callbacks: TrainerCallback[] = [],
    model: PreTrainedModel = tinyModel(),
  ) {
    return new Seq2SeqTrainer({
      model,
      args: new Seq2SeqTrainingArguments({
        outputDir: path.join(folder, "out"),
        maxSteps: 10,
        perDeviceTrainBatchSize: 4,
        learningRate: 1e-2,
        loggingSteps: 1,
        saveStrategy: "no",
        ...args,
      }),
      trainDataset: tinyRows,
      evalDataset: tinyRows.slice(0, 6),
      callbacks,
      display: false,
    });
  }

  it("stops early when the metric gets no better", async () => {
    const early = new EarlyStoppingCallback({ earlyStoppingPatience: 2, earlyStoppingThreshold: 1000 });
    const result = await trainer({ evalStrategy: "steps", evalSteps: 1 }, [early]).train();
    // The first evaluation is the best; two more gain less than the threshold.
    assert.equal(result.globalStep, 3);
  });

  it("goes on while the metric gets better", async () => {
    const early = new EarlyStoppingCallback({ earlyStoppingPatience: 1 });
    const result = await trainer({ evalStrategy: "steps", evalSteps: 5, learningRate: 1e-3 }, [
      early,
    ]).train();
    assert.equal(result.globalStep, 10);
  });

  it("does what a callback asks for", async () => {
    const moments: string[] = [];
    const callback: TrainerCallback = {
      onTrainBegin: () => void moments.push("begin"),
      onStepEnd: ({ state, control }) => {
        if (state.step === 2) control.shouldSave = true;
        if (state.step === 3) control.shouldEvaluate = true;
        if (state.step === 4) control.shouldTrainingStop = true;
      },
      onEvaluate: ({ figures }) => void moments.push(`evaluate ${figures.evalLoss > 0}`),
      onSave: ({ folder: saved }) => void moments.push(path.basename(saved)),
      onEpochEnd: () => void moments.push("epoch"),
      onTrainEnd: ({ state }) => void moments.push(`end ${state.step}`),
    };
    await trainer({ evalStrategy: "steps", evalSteps: 100 }, [callback]).train();
    assert.deepEqual(moments, ["begin", "checkpoint-2", "evaluate true", "end 4"]);
    assert.deepEqual(readdirSync(path.join(folder, "out")), ["checkpoint-2"]);
  });

  it("tells of what happens in order", async () => {
    const seen: string[] = [];
    const events = trainer({
      maxSteps: 2,
      evalStrategy: "steps",
      evalSteps: 2,
      saveStrategy: "steps",
      saveSteps: 2,
    }).events();
    for await (const event of events) seen.push(event.type === "log" ? `log ${event.log.step}` : event.type);
    assert.deepEqual(seen, ["estimate", "step", "log 1", "step", "log 2", "evaluate", "log 2", "save"]);
  });

  const broken: Record<string, [weight: string, named: RegExp]> = {
    "an encoder layer": ["encoder.block.1.layer.1.DenseReluDense.wo.weight", /it began in encoder layer 1/],
    "a decoder layer": ["decoder.block.0.layer.2.DenseReluDense.wo.weight", /it began in decoder layer 0/],
    "the output layer": ["lm_head.weight", /it began in the output layer/],
  };
  for (const [where, [name, named]] of Object.entries(broken))
    it(`names ${where} in which a number stopped being one`, async () => {
      const model = tinyModel();
      const weight = new Map(model.namedParameters()).get(name)!;
      const shape = weight.data.shape;
      weight.data = ops.full(shape, Number.POSITIVE_INFINITY, "float32") as Tensor<"float32">;
      await assert.rejects(trainer({}, [], model).train(), named);
    });

  it("ends at the first loss that is no number, before the weights are touched", async () => {
    const model = tinyModel();
    const args = { learningRate: 1e30, maxGradNorm: 0, optim: "sgd" as const };
    await assert.rejects(
      trainer(args, [], model).train(),
      /not a finite number at step 2 .*Lower learningRate, or clip with maxGradNorm/,
    );
  });
});
