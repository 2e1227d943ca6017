/**
 * `node dist/bench/measure-tokenizing.js PAIRS FILE TOKENIZER-FOLDER`: loads a split with the columns `dialogue`
 * and `summary` and tokenizes both, ours beside Hugging Face's `datasets` and fast tokenizer where the Python of
 * SUMMNB_BENCH_PYTHON has them. Each measurement is a process of its own with an empty cache, ours and theirs in
 * turn. With `ours` for PAIRS it is such a process.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadDataset } from "../src/library/datasets/index.js";
import { AutoTokenizer } from "../src/library/tokenizers/index.js";
import { Clock } from "./clock.js";
import { findPython, measureIn } from "./processes.js";
import { resultMark } from "./result.js";

interface TokenizingMeasurement {
  rows: number;
  /** Of all rows: that both sides do the same work. */
  tokens: number;
  loadSeconds: number;
  tokenizeSeconds: number;
  cpuSeconds: number;
}

const program = fileURLToPath(import.meta.url);
const python = path.resolve(path.dirname(program), "../../bench/hf_tokenizing.py");
const [pairs, file, folder] = process.argv.slice(2) as [string, string, string];
if (pairs === "ours") process.stdout.write(`${resultMark}${JSON.stringify(await measure())}\n`);
else await compareBoth(Number(pairs));

async function measure(): Promise<TokenizingMeasurement> {
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  const load = new Clock();
  const dataset = await loadDataset<{ dialogue: string; summary: string }>(file, { split: "train" });
  const loadSeconds = load.elapsed.wallSeconds;
  const tokenize = new Clock();
  const tokenized = await dataset.map(
    async ({ dialogue, summary }) => {
      const [inputIds, labels] = await Promise.all([
        tokenizer.encodeBatch(dialogue, { maxLength: 512, truncation: true }),
        tokenizer.encodeBatch(summary, { maxLength: 128, truncation: true }),
      ]);
      return { input_ids: inputIds, labels };
    },
    { batched: true, removeColumns: dataset.features },
  );
  const tokenizeSeconds = tokenize.elapsed.wallSeconds;
  const { cpuSeconds } = load.elapsed;
  let tokens = 0;
  for (const row of tokenized) tokens += row.input_ids.length + row.labels.length;
  return { rows: tokenized.numRows, tokens, loadSeconds, tokenizeSeconds, cpuSeconds };
}

async function compareBoth(count: number): Promise<void> {
  const theirPython = findPython("import datasets, transformers");
  if (!theirPython)
    process.stderr.write("No Python with datasets and transformers: only ours is measured.\n");
  const ratios: number[] = [];
  for (let pair = 0; pair < count; pair++) {
    const ours = () => inEmptyCache(process.execPath, [program, "ours", file, folder]);
    const theirs = () => (theirPython ? inEmptyCache(theirPython, [python, file, folder]) : undefined);
    // Who goes first changes from pair to pair, so that a drift of the machine favours neither.
    const early = pair % 2 === 1 ? await theirs() : undefined;
    const own = await ours();
    const other = early ?? (await theirs());
    if (other) ratios.push(secondsOf(own) / secondsOf(other));
    process.stdout.write(`${JSON.stringify({ ours: own, huggingFace: other, ratio: ratios.at(-1) })}\n`);
  }
  ratios.sort((a, b) => a - b);
  process.stdout.write(`${JSON.stringify({ medianRatio: ratios[Math.floor(ratios.length / 2)] })}\n`);
}

function secondsOf({ loadSeconds, tokenizeSeconds }: TokenizingMeasurement): number {
  return loadSeconds + tokenizeSeconds;
}

/** Runs a measurement whose caches, ours and Hugging Face's, are a new folder. */
async function inEmptyCache(command: string, args: string[]): Promise<TokenizingMeasurement> {
  const cache = mkdtempSync(path.join(os.tmpdir(), "summnb-bench-"));
  Object.assign(process.env, { SUMMNB_CACHE: cache, HF_DATASETS_CACHE: cache });
  try {
    return await measureIn(command, args, 2, { TOKENIZERS_PARALLELISM: "true" });
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
