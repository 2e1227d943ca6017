import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setDisplaySink } from "../../../../src/library/display/sink.js";
import { InterruptedError } from "../../../../src/library/errors.js";
import { clearInterrupt, requestInterrupt } from "../../../../src/library/interrupt.js";
import type { PreTrainedModel } from "../../../../src/library/models/index.js";
import { native } from "../../../../src/library/tensor/native.js";
import {
  HyperparameterSearch,
  hyperparameterSearch,
  type SearchOptions,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
} from "../../../../src/library/training/index.js";
import { parsePayload, type RunsData } from "../../../../src/protocol/index.js";
import { listRuns, readRun } from "../../../../src/runs/index.js";
import { tinyModel, tinyRows } from "../tinyRun.js";

describe("A hyper-parameter search", () => {
  let folder: string;
  let models: PreTrainedModel[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-search-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
    models = [];
  });
  afterEach(() => {
    clearInterrupt();
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  /** Six updates, evaluated after each second one. */
  const options = (more: Partial<SearchOptions> = {}): SearchOptions => ({
    modelInit: () => {
      const model = tinyModel();
      models.push(model);
      return model;
    },
    args: {
      maxSteps: 6,
      perDeviceTrainBatchSize: 4,
      learningRate: 1e-2,
      loggingSteps: 2,
      evalStrategy: "steps",
      evalSteps: 2,
      outputDir: path.join(folder, "out"),
    },
    trainDataset: tinyRows,
    evalDataset: tinyRows.slice(0, 5),
    space: { learningRate: [1e-4, 1e-2, 1e-3] },
    method: "grid",
    name: "tiny",
    display: false,
    ...more,
  });
  const withArgs = (args: object, more: Partial<SearchOptions> = {}) => {
    const base = options(more);
    return { ...base, args: { ...base.args, ...args } };
  };

  it("trains a new model for every trial as the trainer alone would, and ranks them by the metric", async () => {
    const result = await hyperparameterSearch(options());
    assert.equal(result.state, "finished");
    assert.equal(result.trials.length, 3);
    for (const { number, parameters, value, state, runId } of result.trials) {
      const learningRate = [1e-4, 1e-2, 1e-3][number - 1];
      assert.deepEqual(parameters, { learningRate });
      assert.equal(state, "finished");
      const alone = await new Seq2SeqTrainer({
        model: tinyModel(),
        args: new Seq2SeqTrainingArguments({ ...options().args, learningRate, saveStrategy: "no" }),
        trainDataset: tinyRows,
        evalDataset: tinyRows.slice(0, 5),
        display: false,
      }).train();
      assert.equal(value, alone.evalLoss);
      const { record } = readRun(runId!);
      assert.equal(record.state, "finished");
      assert.equal(record.name, `tiny trial ${number}`);
      assert.equal(record.arguments.learningRate, learningRate);
      assert.deepEqual(
        { ...record.search, key: "" },
        { key: "", trial: number, parameters, metric: "evalLoss", value },
      );
    }
    const values = result.trials.map(({ value }) => value!);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    assert.ok(values[0]! < values[2]!);
    assert.deepEqual(result.bestParameters, result.trials[0]!.parameters);
    assert.equal(models.length, 3);
    for (const model of models) assert.throws(() => model.parameters()[0]!.data.toArray(), /freed/i);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name === "out"),
      [],
      "no trial leaves a checkpoint",
    );
  });

  it("gives the same trials and the same values again for a seed", async () => {
    const random = (seed: number) =>
      hyperparameterSearch(
        options({
          method: "random",
          trials: 3,
          seed,
          space: {
            learningRate: { logUniform: [1e-4, 1e-2] },
            "lora.r": [1, 2, 4],
            warmupSteps: { integer: [0, 3] },
          },
          lora: { targetModules: ["q", "v"], loraDropout: 0.1 },
        }),
      );
    const what = async (seed: number) =>
      (await random(seed)).trials.map(({ number, parameters, value, reports }) => ({
        number,
        parameters,
        value,
        reports,
      }));
    const first = await what(1);
    assert.deepEqual(await what(1), first);
    assert.notDeepEqual(await what(2), first);
    const [run] = listRuns();
    const lora = run!.arguments.lora as { r: number; loraDropout: number };
    assert.equal(lora.loraDropout, 0.1);
    assert.equal(lora.r, run!.search!.parameters["lora.r"]);
  });

  it("ends hopeless trials early, and says so", async () => {
    const rates = [1e-2, 2e-2, 1e-6, 3e-2];
    const result = await hyperparameterSearch(
      options({ space: { learningRate: rates }, pruning: { startupTrials: 2 } }),
    );
    const hopeless = result.trials.find(({ parameters }) => parameters.learningRate === 1e-6)!;
    assert.equal(hopeless.state, "pruned");
    assert.equal(hopeless.reports.length, 1);
    assert.match(hopeless.message!, /^Pruned at step 2: its best evalLoss is worse than the median/);
    assert.equal(result.trials.at(-1), hopeless, "after those that reached their end");
    const { record, metrics } = readRun(hopeless.runId!);
    assert.equal(record.state, "interrupted");
    assert.equal(record.message, hopeless.message);
    assert.deepEqual([record.search!.pruned, record.search!.value], [true, hopeless.value]);
    assert.equal(metrics.at(-1)!.step, 2);
    assert.match(
      result.toMimeBundle("o")["text/plain"] as string,
      /3 of 4 trials finished, 1 pruned; the best is/,
    );
    const unpruned = await hyperparameterSearch(options({ space: { learningRate: rates }, pruning: false }));
    assert.ok(unpruned.trials.every(({ state }) => state === "finished"));
  });

  it("keeps what it found when it is interrupted, and goes on from there", async () => {
    const whole = await hyperparameterSearch(options());
    const asked = options({ evalDataset: tinyRows.slice(0, 6) });
    const search = new HyperparameterSearch(asked);
    await assert.rejects(
      async () => {
        for await (const { type, trial } of search.events())
          if (type === "begin" && trial.number === 2) requestInterrupt();
      },
      (error) =>
        error instanceof InterruptedError && /One trial is done and kept; with resume/.test(error.message),
    );
    clearInterrupt();
    assert.equal(search.result.state, "interrupted");
    assert.deepEqual(
      search.result.trials.map(({ number, state }) => [number, state]),
      [
        [1, "finished"],
        [2, "interrupted"],
      ],
    );
    const before = models.length;
    const resumed = await hyperparameterSearch({ ...asked, resume: true });
    assert.equal(models.length - before, 2, "the first trial is not trained again");
    const values = (trials: typeof resumed.trials) =>
      trials.map(({ number, parameters, value, reports }) => ({ number, parameters, value, reports }));
    const anew = await hyperparameterSearch(asked);
    assert.deepEqual(values(resumed.trials), values(anew.trials));
    assert.notDeepEqual(values(resumed.trials), values(whole.trials));
    const again = models.length;
    const nothing = await hyperparameterSearch({ ...asked, resume: true });
    assert.deepEqual(values(nothing.trials), values(anew.trials));
    assert.equal(models.length - again, 1);
  });

  it("takes over no trial of another search, model or data", async () => {
    await hyperparameterSearch(options({ trials: 1 }));
    const others: Partial<SearchOptions>[] = [
      { space: { learningRate: [1e-4, 2e-2] } },
      { args: { ...options().args, weightDecay: 0.1 } },
      { trainDataset: tinyRows.slice(1) },
      { lora: { targetModules: ["q"] } },
      { dropout: 0 },
    ];
    for (const other of others) {
      const search = new HyperparameterSearch(options({ trials: 1, ...other, resume: true }));
      const begun: number[] = [];
      for await (const { type, trial } of search.events()) if (type === "begin") begun.push(trial.number);
      assert.deepEqual(begun, [1], JSON.stringify(Object.keys(other)));
    }
  });

  it("evaluates at the end what was not evaluated on the way, and takes the best where the best is kept", async () => {
    const one = { space: { seed: [1] } };
    const never = await hyperparameterSearch(withArgs({ evalStrategy: "no" }, one));
    const [trial] = never.trials;
    assert.deepEqual(
      trial!.reports.map(({ step }) => step),
      [6],
    );
    assert.equal(readRun(trial!.runId!).record.results.evalLoss, trial!.value);
    const between = await hyperparameterSearch(withArgs({ evalSteps: 4 }, one));
    assert.deepEqual(
      between.trials[0]!.reports.map(({ step }) => step),
      [4, 6],
    );
    assert.equal(between.trials[0]!.value, trial!.value);
    const best = await hyperparameterSearch(
      withArgs({ learningRate: 0.3, saveStrategy: "best", loadBestModelAtEnd: true }, one),
    );
    const values = best.trials[0]!.reports.map(({ value }) => value);
    assert.equal(best.trials[0]!.value, Math.min(...values));
    assert.ok(readdirSync(path.join(folder, "out")).includes("trial-1"));
  });

  it("starts no trial once its time is over", async () => {
    const result = await hyperparameterSearch(options({ seconds: 1e-9 }));
    assert.equal(result.trials.length, 0);
    assert.equal(result.best, undefined);
    assert.match(result.toMimeBundle("o")["text/plain"] as string, /0 of 3 trials finished\./);
  });

  it("goes on when a trial breaks down, and ends when none could begin", async () => {
    const result = await hyperparameterSearch(
      withArgs({ maxGradNorm: 0, optim: "sgd" }, { space: { learningRate: [1e30, 1e-3] } }),
    );
    assert.deepEqual(
      result.trials.map(({ number, state, value }) => [number, state, value === null]),
      [
        [2, "finished", false],
        [1, "failed", true],
      ],
    );
    assert.match(result.trials[1]!.message!, /not a finite number at step 2/);
    assert.equal(readRun(result.trials[1]!.runId!).record.search!.value, null);
    const search = new HyperparameterSearch(options({ trainDataset: [] }));
    await assert.rejects(search.run(), /training data set is empty/);
    assert.equal(search.result.state, "failed");
  });

  it("leaves no tensor behind, whatever became of its trials", async () => {
    const space = { learningRate: [1e-2, 2e-2, 1e-6, 1e30], optim: ["sgd", "adafactor"] };
    const asked = () => withArgs({ maxGradNorm: 0 }, { space, pruning: { startupTrials: 2 } });
    const before = native.liveHandles();
    const { trials } = await hyperparameterSearch(asked());
    assert.deepEqual([...new Set(trials.map(({ state }) => state))].sort(), ["failed", "finished", "pruned"]);
    assert.equal(native.liveHandles(), before);
  });

  it("shows a table that fills while it runs", async () => {
    const shown: { data: RunsData; final: boolean }[] = [];
    const take = (bundle: Record<string, unknown>) => {
      const payload = bundle["application/vnd.summnb.runs.v1+json"];
      if (payload) shown.push(parsePayload("runs", payload));
    };
    setDisplaySink({ display: take, update: (_, bundle) => take(bundle), delta: () => {} });
    try {
      await hyperparameterSearch(options({ display: true }));
    } finally {
      setDisplaySink(undefined);
    }
    assert.deepEqual(shown.filter(({ final }) => final).length, 1);
    assert.equal(shown[0]!.data.runs.length, 0);
    const { data, final } = shown.at(-1)!;
    assert.equal(final, true);
    assert.equal(data.rankedBy, "evalLoss");
    assert.equal(data.runs.length, 3);
    assert.ok(data.runs.every(({ points }) => points.some(({ evalLoss }) => evalLoss !== undefined)));
    assert.deepEqual(data.settings[0]!.name, "learningRate");
  });

  const wrong: [what: string, more: Partial<SearchOptions>, message: RegExp][] = [
    [
      "an unknown argument",
      { space: { learningRat: [1] } },
      /"learningRat", which is no training argument; did you mean learningRate\?/,
    ],
    ["a value of LoRA by itself", { space: { rank: [1] } }, /values of LoRA are written "lora\.r"/],
    ["an unknown value of LoRA", { space: { "lora.rank": [1] } }, /LoraConfig has no "rank"/],
    [
      "an impossible value",
      { space: { learningRate: [1, -1] } },
      /"learningRate" must be a number from 0 on, not -1/,
    ],
    [
      "arguments that contradict each other",
      { space: { saveStrategy: ["no", "best"] }, args: { evalStrategy: "no" } },
      /saveStrategy "best"/,
    ],
    ["what a search sets itself", { space: { outputDir: ["a"] } }, /"outputDir" can't be searched/],
    ["no evaluation rows", { evalDataset: undefined }, /needs an evalDataset/],
    ["no factory", { modelInit: undefined as never }, /needs modelInit/],
    ["an unknown method", { method: "bayes" as never }, /one of grid, random, not "bayes"/],
    ["half a trial", { trials: 0.5 }, /trials are a whole number/],
    ["no time", { seconds: 0 }, /seconds are a number above 0/],
    ["a score that nothing generates", { metric: "rouge1" }, /needs predictWithGenerate: true/],
  ];
  for (const [what, more, message] of wrong)
    it(`is refused before a model is made: ${what}`, () => {
      assert.throws(() => new HyperparameterSearch(options(more)), message);
      assert.equal(models.length, 0);
    });

  it("refuses a factory that gives the same model twice", async () => {
    const one = tinyModel();
    await assert.rejects(
      hyperparameterSearch(options({ modelInit: () => one })),
      /gave the same model twice/,
    );
  });
});
