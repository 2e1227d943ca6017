import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { type Dataset, loadDataset } from "../../../src/library/datasets/index.js";
import { readerOf } from "../../../src/library/datasets/readers/index.js";
import { JsonArrayParser } from "../../../src/library/datasets/readers/jsonArray.js";
import { RecordSplitter } from "../../../src/library/datasets/readers/records.js";
import { scratchFolder, zstd } from "./files.js";

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
    it(`reads ${name}, plain and compressed`, async () => {
      const plain = await load(name, content);
      assert.deepEqual(plain.features, ["document", "summary"]);
      assert.deepEqual(plain.rows(), rows);
      assert.deepEqual((await load(`${name}.gz`, gzipSync(content))).rows(), rows);
      assert.deepEqual((await load(`${name}.zst`, zstd(content))).rows(), rows);
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

  const rowsAround = (separator: string, end: string): string =>
    Array.from({ length: 300_000 }, (_, index) => `${index}${separator}text${end}`).join("");

  it("gives batches of at most 1000 rows before the file is read to its end", async () => {
    const broken = `id,text\n${rowsAround(",", "\n")}1\n`;
    const batches: number[] = [];
    const file = await scratch.write("long.csv", broken);
    await assert.rejects(async () => {
      for await (const batch of readerOf(file)(file)) batches.push(batch.length);
    }, /line 300002 of .*long\.csv has 1 field/);
    assert.equal(batches.length, 300);
    assert.ok(batches.every((length) => length === 1000));
  });

  it("gives few rows at once where they are long", async () => {
    const text = "x".repeat(1_000_000);
    const file = await scratch.write("wide.jsonl", `${JSON.stringify({ text })}\n`.repeat(12));
    const batches: number[] = [];
    for await (const batch of readerOf(file)(file)) batches.push(batch.length);
    assert.deepEqual(batches, [4, 4, 4]);
  });

  it("closes a file that is not read to its end", async () => {
    const content = `a,b\n${rowsAround(",", "\n")}`;
    for (const name of ["a.csv", "a.csv.gz"]) {
      const file = await scratch.write(name, name.endsWith(".gz") ? gzipSync(content) : content);
      const before = (await readdir("/proc/self/fd").catch(() => [])).length;
      for await (const batch of readerOf(file)(file)) if (batch.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal((await readdir("/proc/self/fd").catch(() => [])).length, before);
    }
  });

  const ends: [what: string, content: string, expected: string[][]][] = [
    [
      "mixed line ends",
      "a,b\r\n1,2\n3,4\r5,6\r\n\r7,8",
      [
        ["1", "2"],
        ["3", "4"],
        ["5", "6"],
        ["7", "8"],
      ],
    ],
    ["line ends in quotes as they are", 'a,b\n"1\r\n2","3\r4\n"\r\n', [["1\r\n2", "3\r4\n"]]],
    ["quotes inside a field as they are", 'a,b\n1"2",3\n', [['1"2"', "3"]]],
    [
      "a carriage return before the closing quote",
      'a,b\n1,"2\r"\n3,""""\n',
      [
        ["1", "2\r"],
        ["3", '"'],
      ],
    ],
    ["spaces after a closing quote", 'a,b\n"1" ,"2"\t\n', [["1", "2"]]],
    [
      "empty fields",
      'a,b\n,\n"",""\n1,',
      [
        ["", ""],
        ["", ""],
        ["1", ""],
      ],
    ],
    ["an empty last field at the end", 'a,b\n1,""', [["1", ""]]],
  ];
  for (const [what, content, expected] of ends)
    it(`reads ${what}, wherever the pieces end`, async () => {
      const whole = await load("ends.csv", content);
      assert.deepEqual(
        whole.rows(),
        expected.map(([a, b]) => ({ a, b })),
      );
      for (let size = 1; size < 4; size++) {
        const splitter = new RecordSplitter(",");
        const pieces = content.match(new RegExp(`.{1,${size}}`, "gs"))!;
        const records = [...pieces.flatMap((piece) => [...splitter.push(piece)]), ...splitter.end()];
        const filled = records.map(({ fields }) => fields).filter(({ length }) => length === 2);
        assert.deepEqual(filled, [["a", "b"], ...expected]);
      }
    });

  it("reads an array in pieces of any size", async () => {
    const text = ` [ ${rows.map((row) => JSON.stringify({ ...row, nested: [{ "]": '"\\' }] })).join(" ,\n")} ]\n `;
    for (let size = 1; size < 20; size++) {
      const parser = new JsonArrayParser("a.json");
      const pieces = text.match(new RegExp(`.{1,${size}}`, "gs"))!;
      const read = [...pieces.flatMap((piece) => [...parser.push(piece)]), ...parser.end()];
      assert.deepEqual(read, JSON.parse(text));
    }
  });
});
