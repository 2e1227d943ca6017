import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Dataset, loadDataset } from "../../../src/library/datasets/index.js";
import { scratchFolder } from "./files.js";

const rows = [
  { document: "one “quoted”, with a comma\nand a line", summary: "1" },
  { document: "naïve 日本語 👩‍👩‍👧 \u2028 separator", summary: "" },
  { document: 'a "quote"', summary: "two words" },
];

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
const csv = (separator: string, end: string) =>
  [["document", "summary"], ...rows.map((row) => [row.document, row.summary])]
    .map((fields) => fields.map(quote).join(separator) + end)
    .join("");

const contents: Record<string, string> = {
  "a.jsonl": rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  "blank-lines.jsonl": `\ufeff${rows.map((row) => JSON.stringify(row)).join("\r\n\r\n")}`,
  "a.ndjson": rows.map((row) => JSON.stringify(row)).join("\n"),
  "array.json": JSON.stringify(rows, undefined, 2),
  "lines.json": rows.map((row) => JSON.stringify(row)).join("\n"),
  "a.csv": csv(",", "\n"),
  "windows.csv": `\ufeff${csv(",", "\r\n")}\r\n`,
  "a.tsv": csv("\t", "\n"),
};

describe("reading data files", () => {
  const scratch = scratchFolder();
  const load = async (name: string, content: string | Uint8Array): Promise<Dataset> =>
    loadDataset(await scratch.write(name, content), { split: "train" });

  for (const [name, content] of Object.entries(contents))
    it(`reads ${name}, plain and gzipped`, async () => {
      const plain = await load(name, content);
      assert.deepEqual(plain.features, ["document", "summary"]);
      assert.deepEqual(plain.rows(), rows);
      assert.deepEqual((await load(`${name}.gz`, gzipSync(content))).rows(), rows);
    });

  it("breaks no character where chunks of a large file end", async () => {
    const text = "ä日😀".repeat(20);
    const many = Array.from({ length: 4000 }, (_, index) => ({
      id: String(index),
      document: `${text} ${index}`,
    }));
    const lines = many.map((row) => JSON.stringify(row)).join("\n");
    assert.deepEqual((await load("large.jsonl", lines)).rows(), many);
    const table = `id,document\n${many.map(({ id, document }) => `${id},"${document}"`).join("\n")}\n`;
    assert.deepEqual((await load("large.csv", table)).rows(), many);
  });

  it("fills columns that a line lacks with null, in the order of first use", async () => {
    const dataset = await load("gaps.jsonl", '{"b":1}\n{"a":[2],"b":null}\n');
    assert.deepEqual(dataset.features, ["b", "a"]);
    assert.deepEqual(dataset.rows(), [
      { b: 1, a: null },
      { b: null, a: [2] },
    ]);
  });

  const bad: [name: string, content: string | Uint8Array, message: RegExp][] = [
    [
      "cut.jsonl",
      '{"a": 1}\n\n{"a": \n{"a": 2}\n',
      /^Line 3 of .*cut\.jsonl is not valid JSON .*correct or remove that line/,
    ],
    ["cut.jsonl.gz", gzipSync('{"a": 1}\n{"a"'), /^Line 2 of .*cut\.jsonl\.gz is not valid JSON/],
    ["list.jsonl", '{"a": 1}\n[1]\n', /^Line 2 of .*list\.jsonl is not a JSON object/],
    ["broken.json", '[\n{"a": 1},\n{"a": x}\n]', /broken\.json is not valid JSON.*correct it there/],
    ["ends.json", '[\n{"a": 1},\n', /ends\.json is not valid JSON in line 3/],
    ["numbers.json", '[{"a": 1}, 2]', /Element 2 of the array in .*numbers\.json is not an object/],
    [
      "short.csv",
      'a,b\n1,"2\n2"\n3\n',
      /^The record in line 4 of .*short\.csv has 1 field\(s\) where the header names 2/,
    ],
    ["long.tsv", "a\tb\n1\t2\n\n1\t2\t3\n", /^The record in line 4 of .*long\.tsv has 3 field\(s\)/],
    [
      "open.csv",
      'a,b\n1,2\n3,"4\n5,6\n',
      /^The record in line 3 of .*open\.csv opens a quote that is never closed/,
    ],
    ["quotes.csv", 'a,b\n1,"2" 3\n', /^The record in line 2 of .*quotes\.csv has text after a closing quote/],
    ["twice.csv", "a,a\n1,2\n", /line 1 of .*twice\.csv names the column "a" twice/],
    [
      "latin.jsonl",
      Buffer.from('{"a": "ok"}\n{"a": "caf\xe9"}\n', "latin1"),
      /latin\.jsonl is not UTF-8 text.*save the file as UTF-8/,
    ],
    ["latin.csv", Buffer.from("a\ncaf\xe9\n", "latin1"), /latin\.csv is not UTF-8 text/],
    ["not.jsonl.gz", '{"a": 1}\n', /not\.jsonl\.gz is damaged gzip data/],
    [
      "half.jsonl.gz",
      gzipSync('{"a": 1}\n'.repeat(1000)).subarray(0, 30),
      /half\.jsonl\.gz is damaged gzip data/,
    ],
    ["not.parquet", '{"a": 1}\n', /not\.parquet could not be read as Parquet/],
    ["empty.jsonl", "", /The data set is empty: .*empty\.jsonl holds no rows/],
    ["blank.jsonl", "\n\n", /The data set is empty/],
    ["empty.csv", "", /The data set is empty/],
    ["header.csv", "a,b\n", /The data set is empty/],
    ["empty.json", "[]", /The data set is empty/],
    ["text.txt", "hello", /text\.txt is of no kind that can be read: give a file of \.jsonl, .*\.parquet/],
  ];
  for (const [name, content, message] of bad)
    it(`refuses ${name}`, async () => {
      await assert.rejects(load(name, content), { name: "SummnbError", message });
    });
});
