import assert from "node:assert/strict";
import { compare, comparisonTable, median } from "../../../bench/compare.js";
import type { Measurement } from "../../../bench/result.js";
import { RowSource, tokensOf } from "../../../bench/workload.js";

const measurement = (tokens: number, wallSeconds: number): Measurement => ({
  tokens,
  wallSeconds,
  cpuSeconds: 2 * wallSeconds,
  peakRssBytes: tokens * 2 ** 20,
  versions: {},
});

describe("The benchmark's figures", () => {
  it("takes the median of the pairs' ratios, not the ratio of medians", () => {
    const pairs = [
      { ours: measurement(100, 1), huggingFace: measurement(100, 2) },
      { ours: measurement(100, 4), huggingFace: measurement(100, 4) },
      { ours: measurement(100, 1), huggingFace: measurement(100, 0.8) },
    ];
    const row = compare("m", "train-lora", pairs);
    assert.deepEqual(row.ratio?.pairs, [2, 1, 0.8]);
    assert.deepEqual([row.ratio.median, row.ratio.min, row.ratio.max], [1, 0.8, 2]);
    assert.equal(row.ours.tokensPerSecond, 100);
    assert.equal(row.huggingFace?.tokensPerSecond, 50);
    assert.match(comparisonTable([row]), /^m +train-lora +3 +100\.0 +50\.0 +1\.000 +0\.800-2\.000/m);
  });

  it("does without Hugging Face", () => {
    const row = compare("m", "generate-1", [{ ours: measurement(64, 2), huggingFace: null }]);
    assert.deepEqual([row.huggingFace, row.ratio], [null, null]);
    assert.match(comparisonTable([row]), /32\.0 +- +- +-/);
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it("makes rows with DialogSum's lengths, the same for the same seed", () => {
    const rows = new RowSource(7, 32128).batches(250, 8).flat();
    assert.deepEqual(rows, new RowSource(7, 32128).batches(250, 8).flat());
    const sources = rows.map((row) => row.inputIds.length);
    assert.ok(Math.abs(median(sources) - 175) < 8, `median ${median(sources)}`);
    assert.ok(Math.min(...sources) >= 40 && Math.max(...sources) <= 512);
    assert.ok(Math.abs(median(rows.map((row) => row.labels.length)) - 27) < 2);
    assert.ok(
      rows.every(({ inputIds }) => inputIds.at(-1) === 1 && inputIds.every((id) => id >= 1 && id < 32128)),
    );
    assert.equal(tokensOf([{ inputIds: [3, 4, 1], labels: [5, 1] }]), 5);
  });
});
