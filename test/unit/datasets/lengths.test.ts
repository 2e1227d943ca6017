import assert from "node:assert/strict";
import { Dataset } from "../../../src/library/datasets/index.js";

const words = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
const dataset = Dataset.fromList(
  words.map((count, id) => ({
    id,
    document: Array(count).fill("😀b").join(" \n"),
    summary: id === 9 ? null : "a",
  })),
  { name: "lengths" },
);

describe("lengthStatistics", () => {
  it("measures texts in characters, words and tokens", async () => {
    const tokenizer = {
      encodeBatch: async (texts: readonly string[]) => texts.map((text) => Array(text.length).fill(0)),
    };
    const lengths = await dataset.lengthStatistics({ tokenizer });
    // The median and the percentile are numpy's.
    assert.deepEqual(lengths.of("document"), {
      column: "document",
      unit: "words",
      count: 10,
      min: 1,
      median: 3.5,
      p95: 7.649999999999997,
      max: 9,
      histogram: [2, 1, 2, 1, 2, 1, 0, 1].map((count, bin) => ({ from: bin + 1, to: bin + 2, count })),
    });
    assert.equal(lengths.of("document", "characters").max, 9 * 2 + 8 * 2);
    assert.equal(lengths.of("document", "tokens").max, 9 * 3 + 8 * 2);
    assert.equal(lengths.of("summary").count, 9);
    assert.throws(
      () => lengths.of("id"),
      /"id" in words were not measured: there are document in characters/,
    );
  });

  it("prints a table", async () => {
    const lengths = await dataset.lengthStatistics({ columns: "document", bins: 2 });
    assert.equal(
      String(lengths),
      `column    unit        texts  min  median  p95  max
document  characters     10    2      12   29   34
document  words          10    1       4    8    9`,
    );
    assert.deepEqual(
      lengths.of("document").histogram.map(({ from, to, count }) => [from, to, count]),
      [
        [1, 5, 6],
        [5, 9, 4],
      ],
    );
    assert.match(String(lengths.toMimeBundle()["text/html"]), /<td[^>]*>characters<\/td>/);
    await assert.rejects(
      dataset.lengthStatistics({ columns: "text" }),
      /no column "text" in the data set "lengths"/,
    );
  });
});
