import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { loadDataset } from "../../../src/library/datasets/index.js";
import { goldenPath } from "../goldenData.js";

// Written by pyarrow: 40 rows in groups of 16.
const features = ["id", "number", "document", "score", "input_ids", "kept"];
const row = (index: number, number: number | bigint | null) => ({
  id: `row-${index}`,
  number,
  document: `Zeile ${index}: „größer“ 日本語 😀\nzweite Zeile`,
  score: index / 8,
  input_ids: [index, index + 1, -100],
  kept: index % 2 === 0,
});

describe("Parquet files of pyarrow", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-parquet-"));
  });

  after(() => rm(folder, { recursive: true }));

  for (const codec of ["none", "snappy", "gzip", "brotli", "zstd"])
    it(`reads ${codec}`, async () => {
      const dataset = await loadDataset(goldenPath("datasets", `${codec}.parquet`), { split: "train" });
      assert.equal(dataset.numRows, 40);
      assert.deepEqual(dataset.features, features);
      assert.deepEqual(dataset.row(3), row(3, 3000));
      assert.deepEqual(dataset.row(17), row(17, 1_700_000_000_000_000_000n));
      assert.deepEqual(dataset.row(39), row(39, null));
    });

  it("reads a gzipped file and refuses a damaged one", async () => {
    const zipped = path.join(folder, "zipped.parquet.gz");
    await writeFile(zipped, gzipSync(await readFile(goldenPath("datasets", "zstd.parquet"))));
    assert.deepEqual((await loadDataset(zipped)).train.row(3), row(3, 3000));
    const damaged = path.join(folder, "damaged.parquet");
    await cp(goldenPath("datasets", "zstd.parquet"), damaged);
    await truncate(damaged, 2000);
    await assert.rejects(loadDataset(damaged), {
      name: "SummnbError",
      message: /damaged\.parquet could not be read as Parquet .*fresh copy/,
    });
  });
});
