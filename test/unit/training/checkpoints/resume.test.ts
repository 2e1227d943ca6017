import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { clearInterrupt, requestInterrupt } from "../../../../src/library/interrupt.js";
import type { PreTrainedModel } from "../../../../src/library/models/index.js";
import { getPeftModel, LoraConfig } from "../../../../src/library/peft/index.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainingArgumentValues,
} from "../../../../src/library/training/index.js";
import { tinyModel, tinyRows, weightBytes } from "../tinyRun.js";

describe("Checkpoints", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-checkpoints-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  afterEach(() => {
    clearInterrupt();
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  const out = (name = "out") => path.join(folder, name);
  const base: Partial<TrainingArgumentValues> = {
    maxSteps: 12,
    perDeviceTrainBatchSize: 3,
    gradientAccumulationSteps: 2,
    learningRate: 1e-2,
    weightDecay: 0.01,
    loggingSteps: 3,
    saveSteps: 4,
  };

  function trainer(model: PreTrainedModel, args: Partial<TrainingArgumentValues> = {}, rows = tinyRows) {
    return new Seq2SeqTrainer({
      model,
      args: new Seq2SeqTrainingArguments({ ...base, outputDir: out(), ...args }),
      trainDataset: rows,
      evalDataset: rows.slice(0, 4),
      display: false,
    });
  }

  /** Trains without a stop; gives the weights and the logs. */
  async function whole(model: PreTrainedModel, args: Partial<TrainingArgumentValues> = {}) {
    const { logs } = await trainer(model, { ...args, outputDir: out("whole") }).train();
    return { weights: weightBytes(model), logs };
  }

  function assertSame(model: PreTrainedModel, weights: Map<string, Buffer>) {
    for (const [name, bytes] of weightBytes(model))
      assert.ok(bytes.equals(weights.get(name)!), `${name} differs`);
  }

  const kinds: Record<string, { make: () => PreTrainedModel; args?: Partial<TrainingArgumentValues> }> = {
    "full fine-tuning": { make: tinyModel },
    LoRA: {
      make: () =>
        getPeftModel(tinyModel(), new LoraConfig({ r: 2, loraDropout: 0.2, targetModules: ["q", "v"] }), {
          seed: 3,
        }),
    },
    Adafactor: { make: tinyModel, args: { optim: "adafactor" } },
    "rows grouped by length": { make: tinyModel, args: { groupByLength: true } },
  };
  for (const [name, { make, args = {} }] of Object.entries(kinds))
    it(`a stop and a resume are as no stop, bit for bit, with dropout: ${name}`, async () => {
      const { weights, logs } = await whole(make(), args);
      const stopped = trainer(make(), args);
      for await (const event of stopped.events()) if (event.type === "step" && event.step === 10) break;
      const model = make();
      const resumed = trainer(model, { ...args, resumeFromCheckpoint: true });
      const result = await resumed.train();
      assert.equal(result.globalStep, 12);
      assert.deepEqual(result.logs, logs);
      assertSame(model, weights);
    });

  it("an interrupt leaves a checkpoint of the last whole update", async () => {
    const { weights } = await whole(tinyModel());
    const interrupted = trainer(tinyModel());
    await assert.rejects(async () => {
      for await (const event of interrupted.events())
        if (event.type === "step" && event.step === 7) requestInterrupt();
    }, /interrupt/i);
    clearInterrupt();
    assert.deepEqual(readdirSync(out()).sort(), ["checkpoint-4", "checkpoint-7"]);
    const model = tinyModel();
    await trainer(model, { resumeFromCheckpoint: path.join(out(), "checkpoint-7") }).train();
    assertSame(model, weights);
  });

  it("a damaged newest checkpoint is passed over, and said", async () => {
    const { weights } = await whole(tinyModel());
    await trainer(tinyModel()).train();
    const newest = path.join(out(), "checkpoint-12", "optimizer.safetensors");
    truncateSync(newest, 100);
    const model = tinyModel();
    const notices: string[] = [];
    for await (const event of trainer(model, { resumeFromCheckpoint: true }).events())
      if (event.type === "notice") notices.push(event.message);
    assert.match(
      notices.join(),
      /checkpoint-12 is damaged \(optimizer\.safetensors has 100 bytes instead of/,
    );
    assertSame(model, weights);
  });

  it("changed content is noticed where the size is right", async () => {
    await trainer(tinyModel()).train();
    const file = path.join(out(), "checkpoint-12", "model.safetensors");
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    await assert.rejects(
      trainer(tinyModel(), { resumeFromCheckpoint: path.join(out(), "checkpoint-12") }).train(),
      /is damaged: the content of model\.safetensors has changed/,
    );
  });

  it("another training's checkpoint is refused with what differs", async () => {
    await trainer(tinyModel()).train();
    await assert.rejects(
      trainer(tinyModel(), { resumeFromCheckpoint: true, learningRate: 1e-3 }).train(),
      /belongs to another training: learningRate was 0\.01 and is 0\.001\. Make them the same/,
    );
    await assert.rejects(
      trainer(tinyModel(), { resumeFromCheckpoint: true }, tinyRows.slice(1)).train(),
      /the training rows are others/,
    );
    const other = getPeftModel(tinyModel(), new LoraConfig({ targetModules: ["q"] }));
    await assert.rejects(
      trainer(other, { resumeFromCheckpoint: true }).train(),
      /the model has other weights/,
    );
  });

  it("says when there is nothing to go on from", async () => {
    await assert.rejects(
      trainer(tinyModel(), { resumeFromCheckpoint: true }).train(),
      /There is no checkpoint in .*out to go on from/,
    );
  });

  it("goes on with the weights and the step of a checkpoint of Transformers", async () => {
    await trainer(tinyModel(), { maxSteps: 4 }).train();
    const theirs = path.join(folder, "theirs");
    cpSync(path.join(out(), "checkpoint-4"), theirs, { recursive: true });
    for (const name of ["manifest.json", "optimizer.safetensors", "rng_state.safetensors"])
      rmSync(path.join(theirs, name));
    writeFileSync(path.join(theirs, "scheduler.pt"), "");
    writeFileSync(path.join(theirs, "trainer_state.json"), JSON.stringify({ global_step: 4, epoch: 1 }));
    const notices: string[] = [];
    const steps: number[] = [];
    for await (const event of trainer(tinyModel(), { resumeFromCheckpoint: theirs }).events()) {
      if (event.type === "notice") notices.push(event.message);
      if (event.type === "step") steps.push(event.step);
    }
    assert.equal(steps[0], 5);
    assert.match(notices.join(), /was written by Transformers/);
  });

  it("keeps as many as saveTotalLimit says, and what a killed process left goes", async () => {
    cpSync(import.meta.dirname, path.join(out(), "checkpoint-9.tmp-999999"), { recursive: true });
    await trainer(tinyModel(), { saveSteps: 2, saveTotalLimit: 2 }).train();
    assert.deepEqual(readdirSync(out()).sort(), ["checkpoint-10", "checkpoint-12"]);
  });

  it("ends with the best evaluation's weights, whose checkpoint is kept", async () => {
    const model = tinyModel();
    const seen: [number, number][] = [];
    const one = trainer(model, {
      learningRate: 0.5,
      evalStrategy: "steps",
      evalSteps: 2,
      saveSteps: 2,
      saveTotalLimit: 1,
      loadBestModelAtEnd: true,
    });
    for await (const event of one.events())
      if (event.type === "evaluate") seen.push([event.step, event.figures.evalLoss]);
    const [bestStep, bestLoss] = seen.reduce((a, b) => (b[1] < a[1] ? b : a));
    assert.ok(readdirSync(out()).includes(`checkpoint-${bestStep}`));
    assert.equal((await one.evaluate()).evalLoss, bestLoss);
  });

  it("names the folder that can't be written before training", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    await assert.rejects(
      trainer(tinyModel(), { outputDir: path.join(file, "out") }).train(),
      /Checkpoints can't be written to outputDir/,
    );
  });
});
