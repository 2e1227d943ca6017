import assert from "node:assert/strict";
import { checkPruning, isHopeless, type Report } from "../../../../src/library/training/search/pruning.js";

/** Evaluations after epochs 1, 2, … */
const reports = (...values: number[]): Report[] =>
  values.map((value, index) => ({ epoch: index + 1, step: 10 * (index + 1), value }));

describe("The median stopping rule", () => {
  const options = { startupTrials: 3, warmupEpochs: 0 };
  // Running averages after epoch 1: 4, 6, 8; after epoch 2: 3, 5, 7.
  const finished = [reports(4, 2, 1), reports(6, 4, 3), reports(8, 6, 5)];
  const ends = (trial: Report[], changes = {}, greater = false) =>
    isHopeless(trial, finished, greater, { ...options, ...changes });

  it("ends a trial whose best is worse than the median of the running averages", () => {
    assert.equal(ends(reports(6.1)), true);
    assert.equal(ends(reports(6)), false, "as good as the median is good enough");
    assert.equal(ends(reports(9, 5.1)), true);
    assert.equal(ends(reports(9, 5)), false);
    assert.equal(ends(reports(4.9, 99)), false, "its best counts, not its last");
  });

  it("looks at where a trial is in the data, not at its steps", () => {
    const late: Report[] = [{ epoch: 2.5, step: 1, value: 5.1 }];
    assert.equal(ends(late), true);
    assert.equal(ends([{ epoch: 1.5, step: 999, value: 5.1 }]), false);
    assert.equal(ends([{ epoch: 0.5, step: 999, value: 99 }]), false, "nobody has been evaluated by then");
  });

  it("is the other way round for scores", () => {
    assert.equal(ends(reports(5.9), {}, true), true);
    assert.equal(ends(reports(6), {}, true), false);
    assert.equal(ends(reports(1, 5.1), {}, true), false);
  });

  it("takes the mean of the two in the middle", () => {
    const four = [...finished, reports(7)];
    assert.equal(isHopeless(reports(6.6), four, false, options), true);
    assert.equal(isHopeless(reports(6.5), four, false, options), false);
  });

  it("waits for enough trials, and for the warm-up's end", () => {
    assert.equal(ends(reports(99), { startupTrials: 4 }), false);
    assert.equal(ends(reports(99), { warmupEpochs: 1 }), false);
    assert.equal(ends(reports(99, 99), { warmupEpochs: 1 }), true);
    assert.equal(isHopeless(reports(99), [], false, { startupTrials: 0, warmupEpochs: 0 }), false);
    assert.equal(ends([]), false);
  });

  it("has defaults, and refuses other options", () => {
    assert.deepEqual(checkPruning({}), { startupTrials: 5, warmupEpochs: 0 });
    assert.throws(
      () => checkPruning({ startupTrial: 1 } as never),
      /startupTrials and warmupEpochs, .* not startupTrial: 1/,
    );
    assert.throws(() => checkPruning({ warmupEpochs: -1 }), /not warmupEpochs: -1/);
    assert.throws(() => checkPruning({ startupTrials: "2" as never }), /not startupTrials: "2"/);
  });
});
