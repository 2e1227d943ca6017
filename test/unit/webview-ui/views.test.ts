import assert from "node:assert/strict";
import { bestOf, rowsByStep, type TrainingLog } from "../../../src/protocol/index.js";
import { findRows, histogram, splitMatches } from "../../../webview-ui/renderers/dataset/rows.js";
import { moduleTree, visibleRows } from "../../../webview-ui/renderers/parameters/tree.js";
import {
  intervalText,
  metricLabel,
  pointsDomain,
  verdictOf,
} from "../../../webview-ui/renderers/rouge/figures.js";
import {
  colorOf,
  coloured,
  curvesOf,
  describeRuns,
  hasCurve,
  tableOf,
  valueAt,
} from "../../../webview-ui/renderers/runs/series.js";
import { figuresOf, smooth } from "../../../webview-ui/renderers/training/figures.js";
import { logColumns, secondsLeft, thinnedText } from "../../../webview-ui/renderers/training/series.js";
import * as samples from "../display/samples.js";

describe("training series", () => {
  it("joins rows of one step and sorts them", () => {
    const log = { epoch: 1, gradNorm: null, learningRate: null };
    const rows = rowsByStep([
      { ...log, step: 20, loss: 2 },
      { ...log, step: 10, loss: 3 },
      { ...log, step: 20, loss: null, evalLoss: 2.5 },
    ]);
    assert.deepEqual(
      rows.map(({ step, loss, evalLoss }) => [step, loss, evalLoss]),
      [
        [10, 3, undefined],
        [20, 2, 2.5],
      ],
    );
  });

  it("joins a loss and an evaluation that were logged apart at one step", () => {
    const log = { step: 10, epoch: 1, gradNorm: null, learningRate: null };
    const rows = rowsByStep([
      { ...log, loss: 2.5 },
      { ...log, loss: null, evalLoss: 3, metrics: { rouge1: 0.2 } },
    ]);
    assert.deepEqual(rows, [{ ...log, loss: 2.5, evalLoss: 3, metrics: { rouge1: 0.2 } }]);
  });

  it("smooths without pulling the start to zero and keeps what is missing", () => {
    assert.deepEqual(
      smooth([2, 2, null, 2], 0.9).map((value) => value && Number(value.toFixed(12))),
      [2, 2, null, 2],
    );
    const [first, second] = smooth([1, 3], 0.5);
    assert.equal(first, 1);
    assert.ok(Math.abs(second! - 7 / 3) < 1e-12);
  });

  it("smooths a thinned log as the whole one: what was left out counts with its mean", () => {
    const whole = Array.from({ length: 300 }, (_, index) => (index === 150 ? 40 : 2));
    const average = smooth(whole, 0.9);
    const skipped = { 1: { rows: 149, loss: 2 }, 2: { rows: 148, loss: 2 } } as Record<number, object>;
    const thinned = smooth([2, 40, 2], 0.9, (index) => skipped[index] as TrainingLog["skipped"]);
    assert.ok(Math.abs(thinned[1]! - average[150]!) < 1e-9);
    assert.ok(Math.abs(thinned[2]! - average[299]!) < 1e-6);
    assert.ok(smooth([2, 40, 2], 0.9)[1]! > 20, "the extremes alone pull the average");
  });

  it("says how much of the log a thinned one is", () => {
    const row = samples.notebookTraining.logs[0]!;
    assert.equal(thinnedText(figuresOf([row])), undefined);
    const thinned = [row, { ...row, step: 99, skipped: { rows: 1998, loss: 2 } }];
    assert.equal(thinnedText(figuresOf(thinned)), "2 of 2,000 logged steps");
  });

  it("guesses the time left only while the run goes on", () => {
    const running = samples.training(10, { state: "running", step: 25, maxSteps: 100, elapsedSeconds: 5 });
    assert.equal(secondsLeft(running), 15);
    assert.equal(secondsLeft({ ...running, step: 0 }), null);
    assert.equal(secondsLeft({ ...running, state: "interrupted" }), null);
  });

  it("has the columns that the log has", () => {
    const keys = (logs: TrainingLog[]) => logColumns(figuresOf(logs)).map(({ key }) => key);
    assert.deepEqual(keys([]), ["step", "loss"]);
    assert.deepEqual(keys(samples.notebookTraining.logs), ["step", "loss", "learningRate"]);
    const log = samples.notebookTraining.logs[0]!;
    assert.deepEqual(keys([{ ...log, learningRate: null, evalLoss: 1, metrics: { rouge1: 0.1 } }]), [
      "step",
      "loss",
      "evalLoss",
      "rouge1",
    ]);
  });
});

describe("module tree", () => {
  const tree = moduleTree(samples.parameters.byModule);

  it("drops a root that says nothing, sums up, and loses no parameter", () => {
    assert.deepEqual(
      tree.map(({ name }) => name),
      ["shared", "encoder", "decoder", "lm_head"],
    );
    const sum = (key: "total" | "trainable") => tree.reduce((total, node) => total + node[key], 0);
    const given = (key: "total" | "trainable") =>
      samples.parameters.byModule.reduce((total, module) => total + module[key], 0);
    assert.equal(sum("total"), given("total"));
    assert.equal(sum("trainable"), samples.parameters.trainable);
  });

  it("shows the children of open nodes below them", () => {
    const encoder = tree[1]!;
    const rows = visibleRows(tree, new Set([encoder.path]));
    assert.deepEqual(
      rows.slice(0, 4).map(({ node, depth }) => [node.name, depth]),
      [
        ["shared", 0],
        ["encoder", 0],
        ["block", 1],
        ["final_layer_norm", 1],
      ],
    );
  });

  it("joins nodes with a single child", () => {
    assert.deepEqual(
      moduleTree([
        { name: "a.b.c", total: 1, trainable: 0 },
        { name: "d", total: 1, trainable: 0 },
      ]).map(({ name }) => name),
      ["a.b.c", "d"],
    );
  });
});

describe("ROUGE figures", () => {
  it("judge a difference by its interval", () => {
    assert.equal(verdictOf({ value: 0.1, low: 0.01, high: 0.2 }), "better");
    assert.equal(verdictOf({ value: -0.1, low: -0.2, high: -0.01 }), "worse");
    assert.equal(verdictOf({ value: 0.1, low: -0.01, high: 0.2 }), "within noise");
    assert.equal(verdictOf({ value: 0.1 }), "no interval");
  });

  it("name metrics as papers do and leave others", () => {
    assert.deepEqual(["rouge1", "rougeL", "rougeLsum", "bleu"].map(metricLabel), [
      "ROUGE-1",
      "ROUGE-L",
      "ROUGE-Lsum",
      "bleu",
    ]);
  });

  it("span a round axis over values and intervals", () => {
    assert.deepEqual(pointsDomain([{ value: 0.372, low: 0.355, high: 0.391 }]), [0, 40]);
    assert.equal(
      intervalText({ value: 0.1, low: 0.05, high: 0.2 }, (score) => score.toFixed(1)),
      "0.1 – 0.2",
    );
    assert.equal(intervalText({ value: 0.1 }, String), "");
  });
});

describe("data set rows", () => {
  const rows = [
    ["1", "Cats sit"],
    ["2", "dogs RUN"],
  ];

  it("are found whatever the case", () => {
    assert.deepEqual(findRows(rows, " run "), [1]);
    assert.deepEqual(findRows(rows, ""), [0, 1]);
    assert.deepEqual(findRows(rows, "bird"), []);
  });

  it("show where the query occurs", () => {
    assert.deepEqual(splitMatches("Run, run", "run"), [
      { text: "Run", hit: true },
      { text: ", ", hit: false },
      { text: "run", hit: true },
    ]);
    assert.deepEqual(splitMatches("İstanbul", "stan"), [{ text: "İstanbul", hit: false }]);
    assert.deepEqual(splitMatches("", "a"), [{ text: "", hit: false }]);
  });

  it("have a distribution of lengths", () => {
    assert.deepEqual(histogram([1, 2, 3, 9], 4), [2, 1, 0, 1]);
    assert.deepEqual(histogram([5, 5], 3), [2, 0, 0]);
    assert.deepEqual(histogram([], 2), [0, 0]);
  });
});

describe("runs side by side", () => {
  it("have curves on common steps, the first run on top", () => {
    const { runs } = samples.runs;
    const data = {
      ...samples.runs,
      runs: [
        {
          ...runs[0]!,
          points: [
            { step: 1, loss: 3 },
            { step: 4, loss: 2, evalLoss: 2.5 },
          ],
        },
        {
          ...runs[1]!,
          points: [
            { step: 2, loss: 5 },
            { step: 3, loss: null, evalLoss: 4 },
          ],
        },
      ],
    };
    const { steps, series } = curvesOf(data, "loss");
    assert.deepEqual(steps, [1, 2, 4]);
    assert.deepEqual(
      series.map(({ run, values }) => [run, values]),
      [
        [1, [null, 5, null]],
        [0, [3, null, 2]],
      ],
    );
    assert.deepEqual(curvesOf(data, "evalLoss").steps, [3, 4]);
    assert.equal(valueAt([3, null, 2], 1), 3);
    assert.equal(valueAt([3, null, 2], null), 2);
    assert.equal(valueAt([null, 5], 0), null);
    assert.equal(hasCurve(data, "evalLoss"), true);
    assert.equal(hasCurve({ ...data, runs: [] }, "loss"), false);
    assert.match(
      describeRuns(data, "loss"),
      /^Training loss of 2 runs by step; last figures: A 2\.0000, B 5\.0000\./,
    );
  });

  it("are told apart by colour while there are colours, then are pale", () => {
    const { series } = curvesOf(samples.trials, "evalLoss");
    assert.deepEqual(
      series.filter(({ faint }) => !faint).map(({ run }) => run),
      [4, 3, 2, 1, 0],
    );
    assert.equal(new Set(Array.from({ length: coloured }, (_, run) => colorOf(run))).size, coloured);
    assert.equal(colorOf(coloured), "var(--muted)");
  });

  it("are columns, and rows once they are ranked or too many", () => {
    const side = tableOf(samples.runs);
    assert.deepEqual(
      side.columns.map(({ name }) => name),
      ["A", "B"],
    );
    assert.deepEqual(
      side.rows.map(({ name }) => name),
      ["learningRate", "lora.targetModules", "steps", "trainLoss", "evalLoss", "rouge1"],
    );
    assert.deepEqual(
      side.rows[1]!.cells.map(({ text }) => text),
      ['["q","v"]', "–"],
    );
    const ranking = tableOf(samples.trials);
    assert.deepEqual(ranking.columns, [
      { name: "evalLoss", number: true },
      { name: "learningRate", number: true },
      { name: "lrSchedulerType", number: false },
      { name: "state", number: false },
    ]);
    assert.deepEqual(
      ranking.rows.at(-1)!.cells.map(({ text }) => text),
      ["1.9800", "0.0008", "cosine", "pruned"],
    );
    assert.equal(ranking.rows[0]!.cells[0]!.best, true);
    const many = { ...samples.trials, rankedBy: undefined };
    assert.equal(tableOf(many).rows.length, 8);
  });

  it("have a best figure only where there is something to choose", () => {
    assert.deepEqual(bestOf({ name: "a", values: [2, 1, 1], best: "lowest" }), [1, 2]);
    assert.deepEqual(bestOf({ name: "a", values: [2, 1, null], best: "highest" }), [0]);
    assert.deepEqual(bestOf({ name: "a", values: [1, 1], best: "lowest" }), []);
    assert.deepEqual(bestOf({ name: "a", values: [1, null], best: "lowest" }), []);
    assert.deepEqual(bestOf({ name: "a", values: [1, 2] }), []);
  });
});
