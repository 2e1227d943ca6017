import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { runCli } from "../../unit/cli/runCli.js";
import { readRun } from "../training/goldenRun.js";
import { goldenPairs, workingFolder, writeJson, writeJsonLines } from "./modelFolder.js";

const run = readRun("tf4.57.6/flan_lora_ga1_ls0");
const close = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`);

describe("summnb train", () => {
  let place: Awaited<ReturnType<typeof workingFolder>>;
  const at = (name: string) => path.join(place.folder, name);
  const train = (config: string) => runCli(["train", config, "--json"], "", { SUMMNB_RUNS: at("runs") });

  /** The golden run's own arguments, as a config. */
  const config = () => ({
    model: place.model,
    dataset: { train: at("train.jsonl"), validation: at("validation.jsonl") },
    sourcePrefix: "summarize: ",
    maxSourceLength: 160,
    maxTargetLength: 48,
    dropout: 0,
    lora: { r: 8, loraAlpha: 16, loraDropout: 0, targetModules: ["q", "v"] },
    arguments: {
      outputDir: at("out"),
      maxSteps: 30,
      perDeviceTrainBatchSize: 4,
      learningRate: 5e-4,
      weightDecay: 0.01,
      loggingSteps: 1,
      evalStrategy: "epoch",
      saveStrategy: "no",
      seed: 42,
      device: "cpu",
    },
  });

  before(async () => {
    place = await workingFolder();
    const { train: rows } = goldenPairs();
    await writeJsonLines(at("train.jsonl"), rows.slice(0, 70));
    await writeJsonLines(at("validation.jsonl"), goldenPairs().test.slice(0, 18));
  });
  after(() => place.remove());

  it("repeats a run of Transformers and PEFT, and prints it as the design says", async () => {
    const { code, stdout, stderr } = await train(await writeJson(at("config.json"), config()));
    assert.equal(code, 0, stderr);
    const value = JSON.parse(stdout);
    assert.deepEqual(Object.keys(value).sort(), ["evalLoss", "outputDir", "runId", "steps", "trainLoss"]);
    assert.equal(value.steps.length, 30);
    for (const [index, log] of value.steps.entries()) {
      const expected = run.steps[index]!;
      assert.deepEqual(Object.keys(log).sort(), ["epoch", "gradNorm", "learningRate", "loss", "step"]);
      assert.equal(log.step, expected.step);
      close(
        log.loss,
        run.micro_batches[index]!.loss_returned_by_training_step,
        1e-5,
        `loss of step ${log.step}`,
      );
      close(log.gradNorm, expected.grad_norm, 1e-5, `gradient norm of step ${log.step}`);
      close(log.learningRate, expected.learning_rate, 1e-12, `learning rate of step ${log.step}`);
      close(log.epoch, expected.epoch, 1e-9, `epoch of step ${log.step}`);
    }
    close(value.trainLoss, run.train_loss, 1e-5, "mean loss");
    close(value.evalLoss, run.eval_loss_after, 1e-5, "evaluation loss");
    assert.equal(value.outputDir, at("out"));
    for (const name of ["adapter_model.safetensors", "adapter_config.json"])
      await access(path.join(at("out"), name));
    const record = JSON.parse(await readFile(path.join(at("runs"), value.runId, "run.json"), "utf8"));
    assert.equal(record.status ?? record.state, "finished");
    assert.match(stderr, /^step 1: loss 0\.\d{4}$/m);
  });

  it("gives null for the evaluation loss when nothing is evaluated", async () => {
    const { validation: _validation, ...dataset } = config().dataset;
    const short = {
      ...config(),
      dataset,
      arguments: { ...config().arguments, maxSteps: 1, evalStrategy: "no" },
    };
    const { stdout } = await train(await writeJson(at("short.json"), short));
    assert.equal(JSON.parse(stdout).evalLoss, null);
  });
});
