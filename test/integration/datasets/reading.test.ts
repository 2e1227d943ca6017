import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";

const rows = 100_000;
const documentLength = 1000;
const child = fileURLToPath(new URL("./readAll.js", import.meta.url));

/** Its own start; the words are not all alike, so that no file is tiny. */
const documentOf = (index: number): string =>
  `${index} ${(index * 7919).toString(36)} said, "that" is so. `.repeat(50).slice(0, documentLength);

function* lines(first: string, line: (index: number) => string, last = ""): Generator<string> {
  yield first;
  // Pieces of a thousand lines are written faster than lines.
  for (let start = 0; start < rows; start += 1000)
    yield Array.from({ length: 1000 }, (_, index) => line(start + index)).join("");
  yield last;
}

const json = (index: number) => JSON.stringify({ id: index, document: documentOf(index), summary: "so" });
const csv = (index: number) => `${index},"${documentOf(index).replaceAll('"', '""')}",so\n`;

const texts: Record<string, () => Generator<string>> = {
  "large.csv": () => lines("id,document,summary\n", csv),
  "large.jsonl": () => lines("", (index) => `${json(index)}\n`),
  "large.jsonl.gz": () => lines("", (index) => `${json(index)}\n`),
  "large.json": () => lines("[", (index) => `${index === 0 ? "" : ","}${json(index)}\n`, "]"),
};

/** As pandas writes it: one row group, here without an index of its pages. */
function writeParquet(file: string): Promise<void> {
  const numbers = Array.from({ length: rows }, (_, index) => index);
  const columnData = [
    { name: "id", data: numbers },
    { name: "document", data: numbers.map(documentOf), offsetIndex: false },
    { name: "summary", data: numbers.map(() => "so") },
  ];
  return writeFile(file, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: rows })));
}

describe("memory of reading 100 MB", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-large-"));
  });

  after(() => rm(folder, { recursive: true }));

  /** A heap of 40 MB holds no file of 100 MB. */
  async function readInLittleMemory(file: string): Promise<void> {
    const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=40", child, file]);
    const read = JSON.parse(stdout) as Record<"rows" | "characters" | "peak", number>;
    assert.equal(read.rows, rows);
    assert.equal(read.characters, rows * documentLength);
    const megabytes = Math.round(read.peak / 2 ** 20);
    assert.ok(megabytes < 230, `${path.basename(file)} took ${megabytes} MB`);
  }

  for (const [name, content] of Object.entries(texts))
    it(`${name} is read in little`, async () => {
      const file = path.join(folder, name);
      const pack = name.endsWith(".gz") ? [createGzip({ level: 1 })] : [];
      await pipeline([Readable.from(content()), ...pack, createWriteStream(file)]);
      if (!name.endsWith(".gz")) assert.ok((await stat(file)).size > 100_000_000);
      await readInLittleMemory(file);
    });

  it("a Parquet file of one row group is read in little", async () => {
    const file = path.join(folder, "large.parquet");
    await writeParquet(file);
    await readInLittleMemory(file);
  });
});
