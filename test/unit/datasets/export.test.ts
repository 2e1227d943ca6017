import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { Dataset, loadDataset, type Row } from "../../../src/library/datasets/index.js";
import { scratchFolder } from "./files.js";

describe("writing data sets", () => {
  const scratch = scratchFolder();

  it("as CSV that reads back the same", async () => {
    const rows = [
      { text: 'ä "q", b\r\nnext', id: "1" },
      { text: " spaced ", id: "" },
      { text: "", id: "3" },
    ];
    const file = scratch.path("deep", "out.csv");
    await Dataset.fromList(rows).toCSV(file);
    assert.equal(await readFile(file, "utf8"), 'text,id\n"ä ""q"", b\r\nnext",1\n" spaced ",\n,3\n');
    assert.deepEqual((await loadDataset(file)).train.rows(), rows);
    await Dataset.fromList([{ id: 7, big: 2n ** 60n, list: [1, "a"], none: null, day: new Date(0) }]).toCSV(
      file,
    );
    assert.equal(
      await readFile(file, "utf8"),
      'id,big,list,none,day\n7,1152921504606846976,"[1,""a""]",,1970-01-01T00:00:00.000Z\n',
    );
  });

  it("as Parquet that reads back the same, types and all", async () => {
    const rows: Row[] = Array.from({ length: 2500 }, (_, id) => ({
      id,
      text: id === 3 ? null : `Zeile ${id} 😀`,
      score: id / 8,
      kept: id % 2 === 0,
      big: id === 4 ? 2n ** 62n : id,
      input_ids: id === 5 ? [] : [id, -100],
      day: new Date(1_700_000_000_000 + id),
      pair: id === 6 ? null : { name: `n${id}`, weights: [0.5, id] },
      empty: null,
    }));
    const file = scratch.path("out.parquet");
    const dataset = Dataset.fromList(rows);
    await dataset.toParquet(file);
    const { train } = await loadDataset(file);
    assert.deepEqual(train.features, dataset.features);
    assert.deepEqual(train.rows(), rows);
  });

  it("as Parquet with bytes", async () => {
    const rows = [{ bytes: Uint8Array.of(0, 255) }, { bytes: null }];
    const file = scratch.path("bytes.parquet");
    await Dataset.fromList<Row>(rows).toParquet(file);
    assert.deepEqual(await parquetReadObjects({ file: await asyncBufferFromFile(file), utf8: false }), rows);
  });

  it("as Parquet only where a column has one type", async () => {
    const mixed = Dataset.fromList([{ a: 1 }, { a: "one" }], { name: "mixed" });
    await assert.rejects(mixed.toParquet(scratch.path("mixed.parquet")), {
      name: "SummnbError",
      message:
        /Row 1 has in column "a" of the data set "mixed" a value of another kind \(text\) .*\(integer\)/,
    });
  });
});
