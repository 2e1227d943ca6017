import assert from "node:assert/strict";
import { loadDataset } from "../../../src/library/datasets/index.js";
import { parseSplits } from "../../../src/library/datasets/splitSlice.js";
import { scratchFolder } from "./files.js";

/** Text, rows of the split, and the rows that Hugging Face's ReadInstruction gives for it. */
const slices: [text: string, rows: number, range: [number, number]][] = [
  ["train", 7, [0, 7]],
  ["train[:]", 7, [0, 7]],
  ["train[2:5]", 7, [2, 5]],
  ["train[1_0:1_2]", 20, [10, 12]],
  ["train[-3:]", 7, [4, 7]],
  ["train[:-3]", 7, [0, 4]],
  ["train[-99:99]", 7, [0, 7]],
  ["train[5:2]", 7, [5, 5]],
  ["train[:10%]", 12_460, [0, 1246]],
  ["train[:10%]", 287_113, [0, 28_711]],
  // 0.5 and 1.5 rows: Python rounds a half to the even number.
  ["train[10%:30%]", 5, [0, 2]],
  // A sign on one side is meant for both.
  ["train[10:50%]", 100, [10, 50]],
  ["train[-5%:]", 818, [777, 818]],
  ["train[-10%:]", 25, [23, 25]],
  ["train[33%:67%]", 819, [270, 549]],
  ["train[:10%](closest)", 819, [0, 82]],
  ["train[:10%](pct1_dropremainder)", 819, [0, 80]],
];

describe("parts of splits", () => {
  const scratch = scratchFolder();

  for (const [text, rows, [start, end]] of slices)
    it(`reads ${text} of ${rows} rows`, () => {
      const [slice, ...others] = parseSplits(text);
      assert.deepEqual(slice!.range(rows), { start, end });
      assert.equal(slice!.split, "train");
      assert.equal(others.length, 0);
    });

  it("adds parts, also those of one split", async () => {
    const lines = (...values: number[]) => values.map((value) => `{"value":${value}}\n`).join("");
    const train = await scratch.write("train.jsonl", lines(0, 1, 2, 3));
    const test = await scratch.write("test.jsonl", lines(4, 5));
    const split = "train[:1] + test+train[-1:]";
    const dataset = await loadDataset({ train, test, other: scratch.path("train.jsonl") }, { split });
    assert.deepEqual(dataset.column("value"), [0, 4, 5, 3]);
    assert.equal(dataset.name, split);
  });

  const wrong: [text: string, message: RegExp][] = [
    ["train[:", /"train\[:" names no split or part of one: write for example/],
    ["train[5]", /names no split/],
    ["train+", /names no split/],
    ["", /names no split/],
    ["train[:150%]", /"train\[:150%\]" asks for more than 100%/],
    ["train[:10](closest)", /is rounded in no way that is known/],
    ["train[:10%](up)", /may be followed by \(closest\) or \(pct1_dropremainder\)/],
  ];
  for (const [text, message] of wrong)
    it(`refuses "${text}"`, () => {
      assert.throws(() => parseSplits(text), { name: "SummnbError", message });
    });

  it("needs 100 rows for equal percents", () => {
    const [slice] = parseSplits("train[:10%](pct1_dropremainder)");
    assert.throws(() => slice!.range(99), /A split of 99 row\(s\).* needs 100/);
  });
});
