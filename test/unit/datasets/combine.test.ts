import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { concatenateDatasets, Dataset, interleaveDatasets } from "../../../src/library/datasets/index.js";

const made = (letter: string, rows: number) =>
  Dataset.fromList(
    Array.from({ length: rows }, (_, index) => ({ id: `${letter}${index}` })),
    { name: letter },
  );
const three = [made("a", 3), made("b", 4), made("c", 5)];

describe("concatenateDatasets", () => {
  it("puts rows after one another and fills columns that some lack", () => {
    const extra = Dataset.fromList([{ more: 1, id: "x" }]);
    const whole = concatenateDatasets<Record<string, unknown>>([
      made("a", 2).select([1, 0]),
      extra,
      made("b", 1),
    ]);
    assert.deepEqual(whole.features, ["id", "more"]);
    assert.deepEqual(whole.rows(), [
      { id: "a1", more: null },
      { id: "a0", more: null },
      { id: "x", more: 1 },
      { id: "b0", more: null },
    ]);
    assert.deepEqual(whole.shuffle({ seed: 1 }).select([-1, 0]).numRows, 2);
    const again = concatenateDatasets<Record<string, unknown>>([
      made("a", 2).select([1, 0]),
      extra,
      made("b", 1),
    ]);
    assert.equal(again.fingerprint, whole.fingerprint);
    assert.notEqual(
      concatenateDatasets(three).fingerprint,
      concatenateDatasets(three.toReversed()).fingerprint,
    );
    assert.throws(() => concatenateDatasets([]), /no data set to concatenate/);
  });
});

// The orders were made by Hugging Face's datasets 4.4.2.
describe("interleaveDatasets", () => {
  const cases: [Parameters<typeof interleaveDatasets>[1], string][] = [
    [{}, "a0b0c0a1b1c1a2b2c2"],
    [{ stoppingStrategy: "all_exhausted" }, "a0b0c0a1b1c1a2b2c2a0b3c3a1b0c4"],
    [{ probabilities: [0.5, 0.3, 0.2], seed: 42 }, "b0a0c0b1a1c1b2b3"],
    [{ probabilities: [0.1, 0.1, 0.8], seed: 42 }, "c0c1c2c3a0c4"],
    [{ probabilities: [0.5, 0.3, 0.2], seed: 7 }, "b0c0b1a0a1c1a2"],
    [
      { probabilities: [0.5, 0.3, 0.2], seed: 42, stoppingStrategy: "all_exhausted" },
      "b0a0c0b1a1c1b2b3a2a0a1c2b0c3a2a0b1a1c4",
    ],
    [
      { probabilities: [0.5, 0.3, 0.2], seed: 7, stoppingStrategy: "all_exhausted" },
      "b0c0b1a0a1c1a2c2b2a0a1a2a0a1b3b0c3b1b2c4",
    ],
  ];
  for (const [options, expected] of cases)
    it(`gives Hugging Face's order with ${JSON.stringify(options)}`, () => {
      assert.equal(interleaveDatasets(three, options).column("id").join(""), expected);
    });

  it("gives it for many draws, too", () => {
    const both = interleaveDatasets([made("x", 20_000), made("y", 30_000)], {
      probabilities: [0.37, 0.63],
      seed: 42,
      stoppingStrategy: "all_exhausted",
    });
    assert.equal(both.numRows, 54_244);
    assert.equal(
      createHash("sha256").update(both.column("id").join("")).digest("hex"),
      "58db2124235fd2e4cb454d98f6d02db3c4cedc3f37146c015a5a45e68b3c8a3f",
    );
  });

  it("refuses what it can't draw from", () => {
    assert.throws(() => interleaveDatasets([made("a", 1), made("b", 0)]), /"b" has no rows to interleave/);
    for (const probabilities of [
      [0.5, 0.5],
      [0.5, 0.4, 0.2],
      [1.5, -0.25, -0.25],
    ])
      assert.throws(() => interleaveDatasets(three, { probabilities }), /don't fit 3 data sets/);
  });
});
