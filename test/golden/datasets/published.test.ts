import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadDataset } from "../../../src/library/datasets/index.js";
import { repositoryRoot } from "../goldenData.js";

const data = process.env.SUMMNB_SHARED_DATA ?? path.join(repositoryRoot, "..", "shared", "data");
const dialogSum = path.join(data, "dialogsum", "hf");
const samSum = path.join(data, "samsum", "samsum.zip");

/** These may not be part of the repository. */
function needs(context: Mocha.Context, file: string): void {
  if (existsSync(file)) return;
  console.log(
    `      Left out: ${file} is not here; SUMMNB_SHARED_DATA names the folder of the published data sets.`,
  );
  context.skip();
}

describe("published data sets", () => {
  let cache: string;
  const { SUMMNB_CACHE } = process.env;

  before(async () => {
    cache = await mkdtemp(path.join(tmpdir(), "summnb-published-"));
    process.env.SUMMNB_CACHE = cache;
  });

  after(async () => {
    if (SUMMNB_CACHE === undefined) delete process.env.SUMMNB_CACHE;
    else process.env.SUMMNB_CACHE = SUMMNB_CACHE;
    await rm(cache, { recursive: true });
  });

  for (const [split, csv, rows] of [
    ["train", "train.csv.gz", 12_460],
    ["validation", "validation.csv", 500],
    ["test", "test.csv", 1500],
  ] as const)
    it(`DialogSum's ${split} split is the same as CSV and as Parquet`, async function () {
      needs(this, dialogSum);
      const text = await loadDataset(path.join(dialogSum, csv), { split: "train" });
      const parquet = await loadDataset({ [split]: path.join(dialogSum, `${split}.parquet`) }, { split });
      assert.equal(text.numRows, rows);
      assert.deepEqual(text.features, ["id", "dialogue", "summary", "topic"]);
      assert.deepEqual(parquet.features, text.features);
      assert.equal(parquet.numRows, rows);
      for (let index = 0; index < rows; index++) assert.deepEqual(parquet.row(index), text.row(index));
    });

  it("DialogSum's test row 200 is the one that the source notebooks show", async function () {
    needs(this, dialogSum);
    const { dialogue, summary } = (await loadDataset(path.join(dialogSum, "test.csv"))).train.row(200);
    assert.match(dialogue as string, /^#Person1#: Have you considered upgrading your system\?\n#Person2#: /);
    assert.match(summary as string, /^#Person1# teaches #Person2# how to upgrade software and hardware/);
  });

  it("SAMSum has its splits' rows", async function () {
    needs(this, samSum);
    const dataset = await loadDataset(samSum);
    const sizes = Array.from(dataset, ([split, { numRows }]) => [split, numRows]);
    assert.deepEqual(sizes, [
      ["train", 14_732],
      ["validation", 818],
      ["test", 819],
    ]);
    for (const [, split] of dataset) assert.deepEqual(split.features, ["id", "dialogue", "summary"]);
    assert.equal(
      dataset.test.row(0).summary,
      "Hannah needs Betty's number but Amanda doesn't have it. She needs to contact Larry.",
    );
  });
});
