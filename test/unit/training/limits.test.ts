import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dataset } from "../../../src/library/datasets/index.js";
import {
  evaluationRows,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainingEvent,
} from "../../../src/library/training/index.js";
import { tinyModel, tinyRows } from "./tinyRun.js";

const variables = ["SUMMNB_MAX_STEPS", "SUMMNB_MAX_EVAL_ROWS", "SUMMNB_RUNS"];

describe("Limits of the environment", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-limits-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  afterEach(() => {
    for (const name of variables) delete process.env[name];
    rmSync(folder, { recursive: true });
  });

  const trainer = (args: object = {}) =>
    new Seq2SeqTrainer({
      model: tinyModel(),
      trainDataset: tinyRows,
      evalDataset: tinyRows,
      display: false,
      doctor: false,
      args: new Seq2SeqTrainingArguments({
        outputDir: folder,
        saveStrategy: "no",
        numTrainEpochs: 3,
        ...args,
      }),
    });

  async function run(args: object = {}): Promise<{ steps: number; rates: number[]; notices: string[] }> {
    const events: TrainingEvent[] = [];
    for await (const event of trainer(args).events()) events.push(event);
    const steps = events.flatMap((event) => (event.type === "step" ? [event] : []));
    return {
      steps: steps.length,
      rates: steps.map(({ learningRate }) => learningRate),
      notices: events.flatMap((event) => (event.type === "notice" ? [event.message] : [])),
    };
  }

  it("end a training as maxSteps would, and say so", async () => {
    assert.deepEqual((await run()).notices, []);
    const asked = await run({ maxSteps: 2 });
    process.env.SUMMNB_MAX_STEPS = "2";
    const limited = await run();
    assert.equal(limited.steps, 2);
    assert.deepEqual(limited.rates, asked.rates);
    assert.deepEqual(limited.notices, ["SUMMNB_MAX_STEPS ends this training after 2 of 9 steps."]);
  });

  it("leave a training that is shorter as it is", async () => {
    process.env.SUMMNB_MAX_STEPS = "9";
    const { steps, notices } = await run();
    assert.deepEqual([steps, notices], [9, []]);
  });

  it("make an evaluation stop after so many rows", async () => {
    const whole = await trainer().evaluate();
    const first = await trainer().evaluate(tinyRows.slice(0, 3));
    process.env.SUMMNB_MAX_EVAL_ROWS = "3";
    const limited = await trainer().evaluate();
    assert.equal(limited.evalLoss, first.evalLoss);
    assert.notEqual(limited.evalLoss, whole.evalLoss);
  });

  it("give a data set's first rows to evaluate by, and without a limit all", () => {
    const dataset = Dataset.fromList([{ text: "a" }, { text: "b" }, { text: "c" }]);
    assert.equal(evaluationRows(dataset), dataset);
    process.env.SUMMNB_MAX_EVAL_ROWS = "2";
    assert.deepEqual(evaluationRows(dataset).column("text"), ["a", "b"]);
  });

  it("are refused when they are no number", () => {
    process.env.SUMMNB_MAX_EVAL_ROWS = "few";
    assert.throws(
      () => evaluationRows(Dataset.fromList([{ text: "a" }])),
      /^SummnbError: SUMMNB_MAX_EVAL_ROWS must be a whole number from 1 on, not "few"/,
    );
  });
});
