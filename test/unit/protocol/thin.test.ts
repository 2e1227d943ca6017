/** Thinned curves: short, and without a lost extreme. */
import assert from "node:assert/strict";
import { extremes, mostLogs, type TrainingLog, thinLogs } from "../../../src/protocol/index.js";
import { training } from "../display/samples.js";

const lossOf = (rows: TrainingLog[]) => rows.map(({ loss }) => loss!).filter((loss) => loss !== null);

describe("the extremes of a curve", () => {
  it("are kept, and both ends, in order", () => {
    const values = Array.from({ length: 10_000 }, (_, index) => Math.sin(index / 50));
    values[3333] = 99;
    values[7777] = -99;
    const kept = extremes(values, 200);
    assert.ok(kept.length <= 200 && kept.length > 100);
    assert.ok(kept.includes(3333) && kept.includes(7777));
    assert.deepEqual([kept[0], kept.at(-1)], [0, 9999]);
    assert.deepEqual(
      kept,
      kept.toSorted((a, b) => a - b),
    );
  });

  it("are all values of a short one, missing ones left out", () => {
    assert.deepEqual(extremes([1, null, 2, undefined], 200), [0, 2]);
  });
});

describe("a log of 100,000 steps", () => {
  const whole = training(100_000).logs;
  whole[40_007]!.loss = 31.5;
  whole[61_234]!.loss = 0.01;
  whole[77_777]!.gradNorm = 450;
  const thinned = thinLogs(whole);

  it("becomes short and keeps its extremes, its evaluations and both ends", () => {
    assert.ok(thinned.length <= mostLogs && thinned.length > mostLogs / 4, String(thinned.length));
    assert.ok(JSON.stringify(thinned).length < 300_000);
    const steps = new Set(thinned.map(({ step }) => step));
    for (const index of [40_007, 61_234, 77_777]) assert.ok(steps.has(whole[index]!.step));
    const evaluated = (rows: TrainingLog[]) =>
      rows.filter(({ evalLoss }) => evalLoss != null).map(({ step }) => step);
    assert.deepEqual(evaluated(thinned), evaluated(whole));
    assert.deepEqual(thinned.slice(0, 10), whole.slice(0, 10));
    assert.deepEqual(
      thinned.slice(-39).map(({ skipped, ...row }) => row),
      whole.slice(-39),
    );
  });

  it("keeps the lowest and the highest loss of every part of the chart", () => {
    const part = 16_384;
    for (let from = 0; from < 900_000; from += part) {
      const within = ({ step }: TrainingLog) => step >= from && step < from + part;
      const [all, kept] = [lossOf(whole.filter(within)), lossOf(thinned.filter(within))];
      assert.deepEqual([Math.min(...kept), Math.max(...kept)], [Math.min(...all), Math.max(...all)]);
    }
  });

  it("accounts for every row and for the mean of what was left out", () => {
    const rows = thinned.reduce((sum, { skipped }) => sum + 1 + (skipped?.rows ?? 0), 0);
    assert.equal(rows, 100_000);
    const sum = thinned.reduce(
      (total, { loss, skipped }) => total + loss! + (skipped ? skipped.rows * skipped.loss! : 0),
      0,
    );
    assert.ok(Math.abs(sum - lossOf(whole).reduce((a, b) => a + b)) < 1e-3);
  });

  it("ends with the same extremes when it is thinned again and again while it grows", () => {
    let grown: TrainingLog[] = [];
    for (const row of whole) {
      grown.push(row);
      if (grown.length > 2 * mostLogs) grown = thinLogs(grown);
    }
    grown = thinLogs(grown);
    assert.ok(grown.length <= mostLogs);
    const extremesOf = (rows: TrainingLog[]) => [Math.min(...lossOf(rows)), Math.max(...lossOf(rows))];
    assert.deepEqual(extremesOf(grown), extremesOf(whole));
    assert.equal(
      grown.reduce((sum, { skipped }) => sum + 1 + (skipped?.rows ?? 0), 0),
      100_000,
    );
  });

  it("is thinned as well where every row is an evaluation, the best among what stays", () => {
    const evaluated = whole.map((row) => ({ ...row, evalLoss: row.loss }));
    const kept = thinLogs(evaluated);
    assert.ok(kept.length <= mostLogs);
    assert.ok(kept.some(({ evalLoss }) => evalLoss === 0.01));
  });

  it("is left alone where it is short", () => {
    const short = whole.slice(0, mostLogs);
    assert.equal(thinLogs(short), short);
  });
});
