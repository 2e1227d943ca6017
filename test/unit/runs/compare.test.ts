import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import { compareRuns } from "../../../src/library/index.js";
import { kindOf, parsePayload } from "../../../src/protocol/index.js";
import { createRun, type Run, RunStoreError, updateRun } from "../../../src/runs/index.js";

describe("comparing runs", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "summnb-compare-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const make = (name: string, args: Record<string, unknown>, losses: (number | null)[]): Run => {
    const run = createRun({ root, name, arguments: args, device: "cpu", seed: 42, data: { train: "d1" } });
    // Another commit may be made while the test runs.
    run.update({ git: null });
    losses.forEach((loss, index) => {
      run.logMetrics({ step: 10 * (index + 1), loss });
    });
    return run;
  };

  it("shows what differs, nested values and missing ones too, and nothing else", () => {
    const a = make("a", { learningRate: 5e-4, optim: "sgd", lora: { r: 8, targetModules: ["q"] } }, [2]);
    const b = make("b", { learningRate: 1e-3, optim: "sgd", lora: { r: 8, targetModules: ["q", "v"] } }, [3]);
    const c = make("c", { learningRate: 1e-3, optim: "sgd", outputDir: "elsewhere" }, [4]);
    c.update({ device: "cuda:0", data: { train: "d2" } });
    const { data, runs } = compareRuns([a.id, b.id, c.id], { root });
    assert.deepEqual(data.settings, [
      { name: "learningRate", values: ["0.0005", "0.001", "0.001"] },
      { name: "lora.r", values: ["8", "8", ""] },
      { name: "lora.targetModules", values: ['["q"]', '["q","v"]', ""] },
      { name: "device", values: ["cpu", "cpu", "cuda:0"] },
      { name: "data.train", values: ["d1", "d1", "d2"] },
      { name: "outputDir", values: ["", "", "elsewhere"] },
    ]);
    assert.deepEqual(
      data.runs.map(({ label, id }) => [label, id]),
      [
        ["A", a.id],
        ["B", b.id],
        ["C", c.id],
      ],
    );
    assert.deepEqual(
      runs.map(({ record }) => record.id),
      [a.id, b.id, c.id],
    );
  });

  it("has the figures side by side, and of a run that has no results those of its log", () => {
    const a = make("a", {}, [3, 2]);
    a.logMetrics({ step: 20, loss: null, evalLoss: 2.5, metrics: { rouge1: 0.3, genLen: 12 } });
    a.logMetrics({ step: 30, loss: null, evalLoss: 2.7, metrics: { rouge1: 0.35, genLen: 11 } });
    a.finish("finished", { trainLoss: 2.5, evalLoss: 2.7 });
    const b = make("b", {}, [4]);
    b.logMetrics({ step: 20, loss: Number.NaN, evalLoss: 2.6 });
    const { data } = compareRuns(["last", a.id], { root });
    const { seconds, ...figures } = Object.fromEntries(
      data.figures.map(({ name, values, best }) => [name, [...values, best]]),
    );
    const order = data.runs.map(({ id }) => id);
    const sides = (of: Record<string, unknown>) => order.map((id) => of[id]);
    assert.deepEqual(figures, {
      steps: [...sides({ [a.id]: 30, [b.id]: 20 }), undefined],
      trainLoss: [...sides({ [a.id]: 2.5, [b.id]: null }), "lowest"],
      evalLoss: [...sides({ [a.id]: 2.7, [b.id]: 2.6 }), "lowest"],
      "lowest evalLoss": [...sides({ [a.id]: 2.5, [b.id]: 2.6 }), "lowest"],
      rouge1: [...sides({ [a.id]: 0.35, [b.id]: null }), "highest"],
      genLen: [...sides({ [a.id]: 11, [b.id]: null }), undefined],
    });
    assert.equal(seconds!.filter((value) => typeof value === "number").length, 1);
    assert.equal(data.note, "The runs have the same settings.");
  });

  it("overlays the curves, thinned, with every evaluation", () => {
    const losses = Array.from({ length: 1000 }, (_, index) => 3 - index / 1000);
    const long = make("long", {}, losses);
    for (const step of [10, 5000, 9990]) long.logMetrics({ step, loss: null, evalLoss: 2 });
    const short = make("short", {}, [1, null]);
    const { data } = compareRuns([long.id, short.id], { root });
    const [first, second] = data.runs.map(({ points }) => points);
    assert.ok(first!.length <= 205 && first!.length >= 100, String(first!.length));
    assert.equal(first!.filter(({ evalLoss }) => evalLoss !== undefined).length, 3);
    assert.equal(first!.findLast(({ loss }) => loss !== null)?.step, 10_000);
    assert.deepEqual(second, [{ step: 10, loss: 1 }]);
  });

  it("is a value to display: payload, text and a chart without script", () => {
    const a = make("a", { seed: 1 }, [3, 2]);
    const b = make("b", { seed: 2 }, [3.5, 1]);
    b.finish("interrupted");
    updateRun(
      b.id,
      { search: { key: "k", trial: 0, parameters: {}, metric: "evalLoss", pruned: true } },
      root,
    );
    const bundle = compareRuns([a.id, b.id], { root }).toMimeBundle("o");
    const [mime] = Object.keys(bundle).filter(kindOf);
    const { data } = parsePayload("runs", bundle[mime!]);
    assert.deepEqual(
      data.runs.map(({ state }) => state),
      ["running", "pruned"],
    );
    assert.match(bundle["text/plain"] as string, /^seed +1 +2$/m);
    assert.equal((bundle["text/html"] as string).match(/<polyline/g)?.length, 2);
  });

  it("refuses what it can't compare", () => {
    const a = make("a", {}, []);
    assert.throws(() => compareRuns([a.id], { root }), /at least two runs/);
    assert.throws(
      () => compareRuns([a.id, "last"], { root }),
      (error) => error instanceof SummnbError && /is named twice/.test(error.message),
    );
    assert.throws(() => compareRuns([a.id, "nothing"], { root }), RunStoreError);
  });
});
