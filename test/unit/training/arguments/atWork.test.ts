import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setDisplaySink } from "../../../../src/library/display/sink.js";
import { evaluateRouge } from "../../../../src/library/metrics/index.js";
import { AutoTokenizer } from "../../../../src/library/tokenizers/index.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TokenizedRow,
  type TrainerOptions,
  type TrainingArgumentInputs,
  type TrainingEvent,
} from "../../../../src/library/training/index.js";
import { mimeOf, parsePayload, type TrainingData } from "../../../../src/protocol/index.js";
import { readRun } from "../../../../src/runs/index.js";
import { goldenPath } from "../../../golden/goldenData.js";
import { tinyModel, tinyRows, weightBytes } from "../tinyRun.js";

/** 22 rows in batches of 4: six updates an epoch, the last of two rows. */
describe("Training arguments at work", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-arguments-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  afterEach(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  const out = () => path.join(folder, "out");
  function trainer(args: TrainingArgumentInputs, options: Partial<TrainerOptions> = {}) {
    const base = { perDeviceTrainBatchSize: 4, maxSteps: 12, saveStrategy: "no", outputDir: out() } as const;
    return new Seq2SeqTrainer({
      model: tinyModel(),
      args: new Seq2SeqTrainingArguments({ ...base, ...args }),
      trainDataset: tinyRows,
      evalDataset: tinyRows.slice(0, 5),
      display: false,
      ...options,
    });
  }
  async function eventsOf(one: Seq2SeqTrainer): Promise<TrainingEvent[]> {
    const events: TrainingEvent[] = [];
    for await (const event of one.events()) events.push(event);
    return events;
  }
  async function stepsOf(type: "evaluate" | "save", args: TrainingArgumentInputs): Promise<number[]> {
    const events = await eventsOf(trainer(args));
    return events.flatMap((event) => (event.type === type ? [event.step] : []));
  }

  it("steps below 1 are a share of all steps, rounded up", async () => {
    const events = await eventsOf(trainer({ loggingSteps: 0.25, evalStrategy: "steps", evalSteps: 0.4 }));
    const logs = events.flatMap((event) => (event.type === "log" ? [event.log] : []));
    assert.deepEqual(
      logs.filter(({ loss }) => loss !== null).map(({ step }) => step),
      [3, 6, 9, 12],
    );
    assert.deepEqual(
      logs.filter(({ evalLoss }) => evalLoss !== undefined).map(({ step }) => step),
      [5, 10],
    );
    assert.deepEqual(await stepsOf("save", { saveStrategy: "steps", saveSteps: 0.5 }), [6, 12]);
  });

  it("evalDelay counts steps, or epochs where evaluations do", async () => {
    const bySteps = { evalStrategy: "steps", evalSteps: 3 } as const;
    assert.deepEqual(await stepsOf("evaluate", bySteps), [3, 6, 9, 12]);
    assert.deepEqual(await stepsOf("evaluate", { ...bySteps, evalDelay: 9 }), [9, 12]);
    assert.deepEqual(await stepsOf("evaluate", { evalStrategy: "epoch", evalDelay: 0 }), [6, 12]);
    assert.deepEqual(await stepsOf("evaluate", { evalStrategy: "epoch", evalDelay: 2 }), [12]);
  });

  it("dataloaderDropLast leaves out the short batch, in every order", async () => {
    for (const groupByLength of [false, true]) {
      const seen: number[] = [];
      const one = trainer(
        { dataloaderDropLast: true, groupByLength, maxSteps: -1, numTrainEpochs: 2, loggingSteps: 1 },
        {
          callbacks: [{ onStepEnd: ({ state }) => void seen.push(Number((state.epoch * 5).toFixed(9))) }],
        },
      );
      await one.train();
      assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
    const nothing = trainer({ dataloaderDropLast: true, perDeviceTrainBatchSize: 23 });
    await assert.rejects(nothing.train(), /leaves no batch: there are 22 training rows.* is 23\.$/);
  });

  it("labelNames names the rows' own column", async () => {
    const renamed = tinyRows.map(({ inputIds, labels }) => ({ inputIds, summaryIds: labels }));
    const as = (rows: object[], labelNames: [string] | null) =>
      trainer({ labelNames, maxSteps: 3 }, { trainDataset: rows as unknown as TokenizedRow[] });
    const [own, named] = [as(tinyRows, ["labels"]), as(renamed, ["summaryIds"])];
    await own.train();
    await named.train();
    assert.deepEqual(weightBytes(named.model), weightBytes(own.model));
    await assert.rejects(
      as(tinyRows, ["summaryIds"]).train(),
      /names the column "summaryIds", but .* which have inputIds, labels/,
    );
  });

  it("saveOnlyModel leaves a model that loads, and no training goes on from it", async () => {
    const one = trainer({ saveStrategy: "steps", saveOnlyModel: true });
    await one.train();
    const files = readdirSync(path.join(out(), "checkpoint-12"));
    assert.ok(files.includes("model.safetensors"));
    assert.deepEqual(
      files.filter((file) => /optimizer|rng/.test(file)),
      [],
    );
    await assert.rejects(
      trainer({ saveStrategy: "steps", maxSteps: 14, resumeFromCheckpoint: true }).train(),
      /checkpoint-12 was written with saveOnlyModel, so no training can go on from it/,
    );
  });

  it("saveStrategy best saves the evaluations that are the best so far, and ends with the best", async () => {
    const losses = new Map<number, number>();
    const args = {
      learningRate: 0.3,
      evalStrategy: "steps",
      evalSteps: 1,
      saveStrategy: "best",
      loadBestModelAtEnd: true,
    } as const;
    const one = trainer(args);
    const saved: number[] = [];
    for await (const event of one.events()) {
      if (event.type === "evaluate") losses.set(event.step, event.figures.evalLoss);
      if (event.type === "save") saved.push(event.step);
    }
    const best = [...losses].filter(([step, loss]) =>
      [...losses].every(([other, before]) => other >= step || before > loss),
    );
    assert.deepEqual(
      saved,
      best.map(([step]) => step),
    );
    assert.ok(saved.length < losses.size, "with this rate some evaluations are worse than one before");
    assert.equal((await one.evaluate()).evalLoss, Math.min(...losses.values()));
  });

  it("runName names the run; an option of the trainer goes before it", async () => {
    const one = trainer({ runName: "from arguments", maxSteps: 1 });
    await one.train();
    assert.equal(readRun(one.runId!).record.name, "from arguments");
    const other = trainer({ runName: "from arguments", maxSteps: 1 }, { name: "from the trainer" });
    assert.equal(other.runId, undefined);
    await other.train();
    assert.equal(readRun(other.runId!).record.name, "from the trainer");
  });

  it("disableTqdm shows nothing, and an option of the trainer goes before it", async () => {
    let shown = 0;
    setDisplaySink({ display: () => shown++, update: () => {}, delta: () => {} });
    try {
      await trainer({ disableTqdm: true, maxSteps: 1 }, { display: undefined }).train();
      assert.equal(shown, 0);
      await trainer({ maxSteps: 1 }, { display: undefined }).train();
      await trainer({ disableTqdm: true, maxSteps: 1 }, { display: true }).train();
      assert.equal(shown, 2);
    } finally {
      setDisplaySink(undefined);
    }
  });

  it("what has no effect is said when the training starts", async () => {
    const message =
      'The training argument "torchCompile" has no effect: there is no compiler; the results are the same.';
    const shown: TrainingData[] = [];
    setDisplaySink({
      display: () => undefined,
      update: (_id, bundle) => shown.push(parsePayload("training", bundle[mimeOf("training")]).data),
      delta: () => undefined,
    });
    try {
      const events = await eventsOf(trainer({ torchCompile: true, maxSteps: 1 }, { display: true }));
      assert.deepEqual(
        events.filter(({ type }) => type === "notice"),
        [{ type: "notice", message }],
      );
    } finally {
      setDisplaySink(undefined);
    }
    assert.equal(shown.at(-1)?.message, message);
  });

  it("bf16 is autocast for evaluations too", async () => {
    const evaluated = async (bf16: boolean) => (await trainer({ bf16 }).evaluate()).evalLoss;
    const [exact, rounded] = [await evaluated(false), await evaluated(true)];
    assert.ok(rounded !== exact && Math.abs(rounded - exact) < 0.02, `${rounded} beside ${exact}`);
  });

  it("train takes resumeFromCheckpoint as Transformers' does", async () => {
    const whole = trainer({});
    await whole.train();
    await trainer({ maxSteps: 12, saveStrategy: "steps", saveSteps: 6 }).train();
    rmSync(path.join(out(), "checkpoint-12"), { recursive: true });
    const resumed = trainer({});
    const { logs } = await resumed.train({ resumeFromCheckpoint: true });
    assert.ok(logs.length > 0);
    assert.deepEqual(weightBytes(resumed.model), weightBytes(whole.model));
    await assert.rejects(
      trainer({}).train({ resumeFromCheckpoint: 3 as unknown as string }),
      /"resumeFromCheckpoint" must be a folder, true or false, not 3/,
    );
  });

  it("predictWithGenerate writes summaries down batch by batch, and gives intervals and samples", async () => {
    const tokenizer = await AutoTokenizer.fromPretrained(goldenPath("tokenizers", "t5"));
    const given = {
      predictWithGenerate: true,
      generationMaxLength: 6,
      maxSteps: 1,
      evalStrategy: "steps",
      evalSteps: 1,
      perDeviceEvalBatchSize: 2,
    } as const;
    const one = trainer(given, { processingClass: tokenizer });
    const events = await eventsOf(one);
    const { figures } = events.find((event) => event.type === "evaluate")!;
    const lines = readRun(one.runId!).summaries;
    // The longest documents come first, two at a time.
    const lengths = lines.map(({ index }) => tinyRows[index]!.inputIds.length);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => b - a),
    );
    assert.equal(lines.length, 5);
    const inOrder = lines
      .map(({ index, prediction, reference }) => ({ index, prediction, reference }))
      .sort((a, b) => a.index - b.index);
    assert.deepEqual(figures.samples, inOrder.slice(0, 3));
    const scores = evaluateRouge({
      predictions: inOrder.map(({ prediction }) => prediction),
      references: inOrder.map(({ reference }) => reference!),
      useStemmer: true,
      doctor: false,
    });
    assert.deepEqual(figures.intervals, scores.intervals);
    assert.equal(figures.metrics.rouge1, scores.rouge1);
  });

  it("generationConfig and the two options before it decide how evaluations generate", async () => {
    const tokenizer = await AutoTokenizer.fromPretrained(goldenPath("tokenizers", "t5"));
    const lengthOf = async (args: TrainingArgumentInputs) => {
      const one = trainer({ predictWithGenerate: true, ...args }, { processingClass: tokenizer });
      return (await one.evaluate()).metrics.genLen;
    };
    const fixed = { minNewTokens: 7, maxNewTokens: 7 };
    assert.equal(await lengthOf({ generationConfig: fixed }), 8);
    assert.equal(await lengthOf({ generationConfig: { minLength: 5 }, generationMaxLength: 5 }), 5);
  });

  describe("of the trainer itself", () => {
    const make = (options: object) => () => trainer({}, options);
    it("an unknown option is refused with the nearest right one", () => {
      assert.throws(make({ evalDatset: [] }), /has no option "evalDatset"; did you mean evalDataset\?/);
      assert.throws(make({ computeMetrics: () => ({}) }), /"computeMetrics": set predictWithGenerate: true/);
      assert.throws(make({ model: undefined }), /needs a model/);
      assert.doesNotThrow(make({ computeMetrics: undefined }));
    });

    it("tokenizer and processingClass are one option", async () => {
      const folder = goldenPath("tokenizers", "t5");
      const [a, b] = [await AutoTokenizer.fromPretrained(folder), await AutoTokenizer.fromPretrained(folder)];
      assert.throws(
        make({ tokenizer: a, processingClass: b }),
        /are the same option, and hold two tokenizers/,
      );
      assert.doesNotThrow(make({ tokenizer: a, processingClass: a }));
      const saved = await trainer({}, { processingClass: a }).saveModel();
      assert.ok(
        existsSync(path.join(saved, "tokenizer.json")) || existsSync(path.join(saved, "spiece.model")),
      );
    });
  });
});
