import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type ColumnSource, type ParquetWriteOptions, parquetWriteBuffer } from "hyparquet-writer";
import { loadDataset } from "../../../src/library/datasets/index.js";
import { readerOf } from "../../../src/library/datasets/readers/index.js";
import { scratchFolder, zstd } from "./files.js";

const written = (columnData: ColumnSource[], options: Partial<ParquetWriteOptions> = {}): Buffer =>
  Buffer.from(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED", ...options }));

const count = 6000;
const numbers = Array.from({ length: count }, (_, index) => index);
/** 30 MB in one row group: texts in many pages, words in a dictionary, some nulls. */
const long: ColumnSource[] = [
  { name: "id", data: numbers, type: "INT32" },
  { name: "document", data: numbers.map((index) => `${index} `.padEnd(2000, "ä日")), type: "STRING" },
  {
    name: "topic",
    data: numbers.map((index) => (index % 7 === 0 ? null : `topic ${index % 5}`)),
    type: "STRING",
  },
];
const longRow = (index: number) => Object.fromEntries(long.map(({ name, data }) => [name, data[index]]));

const short: ColumnSource[] = [
  { name: "document", data: ["first document", "second document"], type: "STRING" },
  { name: "summary", data: ["first", null], type: "STRING" },
];
const shortRows = [
  { document: "first document", summary: "first" },
  { document: "second document", summary: null },
];

describe("Parquet files", () => {
  const scratch = scratchFolder();

  it("reads a large row group a few pages at a time", async () => {
    const content = written(long, { rowGroupSize: count, pageSize: 200_000 });
    const file = await scratch.write("long.parquet", content);
    const rows: Record<string, unknown>[] = [];
    let most = 0;
    for await (const batch of readerOf(file)(file)) {
      most = Math.max(most, batch.length);
      rows.push(...batch);
    }
    assert.equal(rows.length, count);
    assert.ok(rows.every((row, index) => row.document === long[1]!.data[index]));
    for (const index of [0, 1, 7, 999, 1000, 4321, count - 1]) assert.deepEqual(rows[index], longRow(index));
    assert.ok(most <= 1000 && most < count / 4, `${most} rows at once`);
  });

  it("has read little of the file when the first rows are there", async () => {
    const content = written(long, { rowGroupSize: count, pageSize: 200_000 });
    // The length of one text becomes impossible: who reads all texts first fails.
    content.writeUInt32LE(0xffffffff, content.indexOf("4000 ä日ä日") - 4);
    const file = await scratch.write("long.parquet", content);
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const batch of readerOf(file)(file)) seen.push(batch.length);
    }, /long\.parquet could not be read as Parquet in column "document", rows \d+ to \d+ \(/);
    const rows = seen.reduce((sum, length) => sum + length, 0);
    assert.ok(rows > 2000 && rows <= 4000, `${rows}`);
  });

  it("reads lists and structures of a large row group, too", async () => {
    const ids = numbers.map((index) => [index, 1, 2]);
    const columns = [
      ...long,
      { name: "ids", data: ids },
      { name: "more", data: numbers.map((a) => ({ a })) },
    ];
    const file = await scratch.write("lists.parquet", written(columns, { rowGroupSize: count }));
    let index = 0;
    for await (const batch of readerOf(file)(file))
      for (const row of batch) {
        assert.deepEqual(row.ids, ids[index]);
        assert.deepEqual(row.more, { a: index });
        index++;
      }
    assert.equal(index, count);
  });

  it("reads gzipped and zstd files, unpacked once", async () => {
    for (const [name, content] of [
      ["a.parquet", written(short)],
      ["a.parquet.gz", gzipSync(written(short))],
      ["a.parquet.zst", zstd(written(short))],
    ] as const)
      assert.deepEqual((await loadDataset(await scratch.write(name, content))).train.rows(), shortRows);
  });

  const refuses = async (name: string, content: Uint8Array | string, message: RegExp) => {
    const file = await scratch.write(name, content);
    await assert.rejects(loadDataset(file), { name: "SummnbError", message });
  };

  it("says what is missing of a file", async () => {
    const whole = written(short);
    await refuses("text.parquet", '{"a": 1}\n{"a": 2}\n', /text\.parquet .* does not begin like one\)/);
    await refuses("tiny.parquet", "PAR1", /tiny\.parquet .* does not begin like one\)/);
    await refuses(
      "cut.parquet",
      whole.subarray(0, -20),
      /cut\.parquet could not be read as Parquet \(its end, .* is missing; it has \d+ bytes\): replace it/,
    );
    const middle = Buffer.concat([whole.subarray(0, 4), whole.subarray(80)]);
    await refuses(
      "middle.parquet",
      middle,
      /middle\.parquet is shorter than .*: column "(document|summary)" lies behind/,
    );
    const footer = Buffer.from(whole);
    footer.fill(0xff, footer.length - 40, footer.length - 10);
    await refuses(
      "footer.parquet",
      footer,
      /footer\.parquet could not be read as Parquet \(.*\): replace it/,
    );
    await refuses("cut.parquet.gz", gzipSync(whole).subarray(0, 60), /cut\.parquet\.gz is damaged gzip data/);
  });

  it("names the column and the rows of a damaged page", async () => {
    const damaged = written(short, { codec: "SNAPPY" });
    const at = damaged.indexOf("first", damaged.indexOf("second document"));
    damaged.fill(0xff, at - 8, at + 5);
    await refuses(
      "page.parquet",
      damaged,
      /page\.parquet .* in column "summary", rows 0 to 1 \(.*\): replace it/,
    );
  });

  it("names the column and the codec that can't be unpacked", async () => {
    const content = written(short, {
      codec: "LZO",
      compressors: { LZO: (bytes: Uint8Array) => bytes.slice(1) },
    });
    await refuses(
      "lzo.parquet",
      content,
      /Column "document" of .*lzo\.parquet is compressed with LZO, which can't be read: write the file anew with one of UNCOMPRESSED, SNAPPY, GZIP/,
    );
  });

  it("refuses what unpacks to far more than a text", async () => {
    await refuses(
      "bomb.parquet.gz",
      gzipSync(Buffer.alloc(17 * 1024 * 1024)),
      /bomb\.parquet\.gz would unpack to more than 17 MB/,
    );
  });
});
