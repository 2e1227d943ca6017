/**
 * Memory and time of a large Parquet file: it is opened, shuffled, a part of it selected and read.
 * `node dist/bench/measure-dataset.js MEGABYTES` makes such a file in the system's temporary folder, measures in
 * two processes of their own (the first converts the file, the second finds it converted), and removes it.
 * `node dist/bench/measure-dataset.js FILE` measures a file that is there. Each measurement is a line of JSON.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Dataset, loadDataset, type Row } from "../src/library/datasets/index.js";
import { storeRows } from "../src/library/datasets/store/index.js";
import { Clock } from "./clock.js";
import { measureIn } from "./processes.js";
import { resultMark } from "./result.js";

const program = fileURLToPath(import.meta.url);
const [what] = process.argv.slice(2);
const megabytes = Number(what);
if (megabytes > 0) await measureNew(megabytes);
else process.stdout.write(`${resultMark}${JSON.stringify(await measure(what!))}\n`);

async function measureNew(size: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "summnb-bench-"));
  process.env.SUMMNB_CACHE = path.join(folder, "cache");
  try {
    const file = path.join(folder, "train.parquet");
    await makeFile(file, size);
    rmSync(process.env.SUMMNB_CACHE, { recursive: true, force: true });
    for (const _ of ["converting", "converted"])
      process.stdout.write(
        `${JSON.stringify(await measureIn<object>(process.execPath, [program, file], 2))}\n`,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Texts of random words, which hardly become smaller when they are compressed. */
async function makeFile(file: string, size: number): Promise<void> {
  const rowBytes = 4000;
  const rows = Math.round((size * 1e6) / rowBytes);
  async function* batches(): AsyncGenerator<Row[]> {
    for (let start = 0; start < rows; start += 1000)
      yield Array.from({ length: Math.min(1000, rows - start) }, (_, index) => ({
        id: start + index,
        document: words(rowBytes - 200),
        summary: words(200),
      }));
  }
  await Dataset.fromStore(await storeRows(batches(), { key: file })).toParquet(file);
}

function words(length: number): string {
  return randomBytes(Math.ceil((length * 3) / 4))
    .toString("base64")
    .slice(0, length)
    .replace(/[+/]/g, " ");
}

async function measure(file: string) {
  const open = new Clock();
  const dataset = await loadDataset<{ id: number; document: string; summary: string }>(file, {
    split: "train",
  });
  const openSeconds = open.elapsed.wallSeconds;
  const shuffle = new Clock();
  const half = dataset
    .shuffle({ seed: 42 })
    .select(Array.from({ length: Math.floor(dataset.numRows / 2) }, (_, index) => index));
  const shuffleSeconds = shuffle.elapsed.wallSeconds;
  const read = new Clock();
  let characters = 0;
  for (const { document } of half) characters += document.length;
  return {
    fileMegabytes: Math.round(statSync(file).size / 1e6),
    rows: dataset.numRows,
    openSeconds,
    shuffleSeconds,
    rowsRead: half.numRows,
    characters,
    readSeconds: read.elapsed.wallSeconds,
    peakRssMegabytes: Math.round((1024 * process.resourceUsage().maxRSS) / 1e6),
  };
}
