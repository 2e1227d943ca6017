import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Dataset, loadDataset } from "../../../src/library/datasets/index.js";
import { scratchFolder, zstd } from "./files.js";

const utf16 = Buffer.from("\ufeffa,b\n1,2\n", "utf16le");

/** A file's name and content, and what its message says: the file, the line and the column. */
const bad: [name: string, content: string | Uint8Array, message: RegExp][] = [
  [
    "short.csv",
    'a,b\n1,"2\n2"\n3\n',
    /^The record in line 4 of .*short\.csv has 1 field\(s\) where the header names 2, so it lacks column "b"/,
  ],
  [
    "long.tsv",
    "a\tb\n1\t2\n\n1\t2\t3\n",
    /^The record in line 4 of .*long\.tsv has 3 field\(s\) .* with "3" after column "b" .*must be in quotes/,
  ],
  [
    "open.csv",
    'a,b\r\n1,2\r3,"4\n5,6\n',
    /^The record in line 3 of .*open\.csv opens a quote in column "b" that is never closed: correct/,
  ],
  [
    "header-open.csv",
    'a,"b\n1,2\n',
    /^The record in line 1 of .*opens a quote in field 2 that is never closed/,
  ],
  [
    "huge.csv",
    `a,b\n"${"x".repeat(2 ** 24 + 1)}`,
    /^The record in line 2 of .*huge\.csv opens a quote in column "a" that is never closed/,
  ],
  [
    "quotes.csv",
    'a,b\n1,"2" 3\n',
    /^The record in line 2 of .*quotes\.csv has text after the closing quote of column "b"/,
  ],
  ["twice.csv", "a,a\n1,2\n", /line 1 of .*twice\.csv names the column "a" twice/],
  [
    "broken.jsonl",
    '{"a": 1}\n\n{"a": x}\n{"a": 2}\n',
    /^Line 3 of .*broken\.jsonl is not valid JSON \(.*\): correct or remove it/,
  ],
  [
    "cut.jsonl",
    '{"a": 1}\n{"a": {"b": 1}, "summary": "Two \\"wo',
    /^Line 2 of .*cut\.jsonl is not valid JSON, for it ends in column "summary": the file was cut off/,
  ],
  [
    "key.jsonl.gz",
    gzipSync('{"a": 1}\n{"a": 2, "b'),
    /^Line 2 of .*key\.jsonl\.gz .* ends between two columns/,
  ],
  [
    "middle.jsonl",
    '{"a": [1,\n{"a": 2}\n',
    /^Line 1 of .*middle\.jsonl .* ends in column "a": correct or remove it/,
  ],
  ["list.jsonl", '{"a": 1}\n[1]\n', /^Line 2 of .*list\.jsonl is not a JSON object/],
  [
    "broken.json",
    '[\n{"a": 1},\n{"a": x}\n]',
    /^Element 2 of the array in .*broken\.json \(line 3\) is not valid JSON/,
  ],
  ["ends.json", '[\n{"a": 1},\n', /ends\.json ends in line 3 before its array does and is not valid JSON/],
  ["middle.json", '[{"a": 1},\n{"a": "t', /middle\.json ends in line 2 in the middle of element 2/],
  [
    "comma.json",
    '[{"a": 1}\n{"a": 2}]',
    /comma\.json is not valid JSON in line 2: there is "\{" after element 1 where a comma/,
  ],
  ["rest.json", '[{"a": 1}]\n{', /rest\.json is not valid JSON in line 2: .* where nothing more is due/],
  ["numbers.json", '[{"a": 1}, 2]', /Element 2 of the array in .*numbers\.json .* is not a JSON object/],
  ["text.json", "hello", /text\.json is no list of rows: give a JSON array of objects/],
  [
    "latin.jsonl",
    Buffer.concat([Buffer.from('{"a": "日"}\n{"a": "caf'), Buffer.from([0xe9, 0x22, 0x7d, 0x0a])]),
    /latin\.jsonl is not UTF-8 text: line 2, byte 11 \(0xE9\), is no character; save the file as UTF-8/,
  ],
  ["latin.csv", Buffer.from("a\ncaf\xe9", "latin1"), /latin\.csv is not UTF-8 text: line 2, byte 4 \(0xE9\)/],
  [
    "far.csv",
    Buffer.concat([Buffer.from(`a\n${"ä日😀\n".repeat(100_000)}`), Buffer.from([0x61, 0xff, 0x0a])]),
    /far\.csv is not UTF-8 text: line 100002, byte 2 \(0xFF\)/,
  ],
  ["utf16.csv", utf16, /utf16\.csv is UTF-16 text and not UTF-8: save the file as UTF-8/],
  ["not.jsonl.gz", '{"a": 1}\n', /not\.jsonl\.gz is damaged gzip data/],
  [
    "half.jsonl.gz",
    gzipSync('{"a": 1}\n'.repeat(1000)).subarray(0, 30),
    /half\.jsonl\.gz is damaged gzip data/,
  ],
  ["not.csv.zst", "a\n1\n", /not\.csv\.zst is damaged zstd data/],
  ["half.csv.zst", zstd("a\n1\n2\n").subarray(0, -2), /half\.csv\.zst is damaged zstd data/],
  ["empty.jsonl", "", /The data set is empty: .*empty\.jsonl holds no rows/],
  ["blank.jsonl", "\n\n", /The data set is empty/],
  ["empty.csv", "", /The data set is empty/],
  ["header.csv", "a,b\n", /The data set is empty/],
  ["empty.json", "[]", /The data set is empty/],
  ["blank.json", "\n", /The data set is empty/],
  ["text.txt", "hello", /text\.txt is of no kind that can be read: give a file of \.jsonl, .*\.parquet/],
];

describe("bad data", () => {
  const scratch = scratchFolder();
  const load = async (name: string, content: string | Uint8Array): Promise<Dataset> =>
    loadDataset(await scratch.write(name, content), { split: "train" });

  for (const [name, content, message] of bad)
    it(`refuses ${name}`, async () => {
      await assert.rejects(load(name, content), (error: Error) => {
        assert.equal(error.name, "SummnbError");
        assert.match(error.message, message);
        assert.ok(!error.message.includes("\n"), "one line");
        return true;
      });
    });

  it("accepts a byte order mark at the beginning alone", async () => {
    const dataset = await load("mark.csv", "\ufeffa,b\n\ufeff1,2\n");
    assert.deepEqual(dataset.rows(), [{ a: "\ufeff1", b: "2" }]);
  });

  it("keeps empty strings, nulls and cells that are no text apart", async () => {
    const dataset = await load("cells.jsonl", '{"a":""}\n{"a":null}\n{"a":42}\n{}\n{"a":["x"]}\n');
    assert.deepEqual(dataset.column("a"), ["", null, 42, null, ["x"]]);
    assert.throws(
      () => dataset.texts("a"),
      /Row 1 of the data set "train" \(from cells\.jsonl\) has no text in column "a" but null/,
    );
    assert.throws(() => dataset.select([2]).texts("a"), /Row 0 .* column "a" but 42/);
  });
});
