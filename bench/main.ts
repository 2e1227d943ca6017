/**
 * `npm run bench`: training and generation speed, memory and processor time, beside Hugging Face's from the
 * same run. Each measurement is a process of its own, ours and theirs in turn, on the same batches and weights.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { integerFrom } from "../src/cli/values.js";
import { SummnbError } from "../src/library/errors.js";
import { type Comparison, compare, comparisonTable, type Pair } from "./compare.js";
import { type MemoryFigures, measureMemory, memoryTable } from "./memory.js";
import { type BenchModel, benchModels } from "./models.js";
import { measureOnnx, type OnnxFigures, onnxTable } from "./onnx.js";
import { findPython, measureIn } from "./processes.js";
import type { Measurement } from "./result.js";
import { RowSource, type Work, type Workload, works } from "./workload.js";

interface BenchOptions {
  json?: boolean;
  pairs?: number;
  steps: number;
  threads: number;
  newTokens: number;
  only?: string;
}

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const batchSize = 8;
/** Pairs where `--pairs` is not given: the figure that is judged gets five, the others one. */
const defaultPairs: Record<Work, number> = {
  "train-lora": 5,
  "train-full": 1,
  "generate-1": 1,
  "generate-8": 1,
};

const options = new Command("bench")
  .description(
    "training and generation speed beside Hugging Face's (found by SUMMNB_BENCH_PYTHON, else python3)",
  )
  .option("--json", "print JSON instead of a table")
  .option(
    "--pairs <n>",
    "measurements of each work, ours and Hugging Face's in turn (5 for train-lora, else 1)",
    integerFrom(1),
  )
  .option("--steps <n>", "timed training steps of a measurement", integerFrom(1), 5)
  .option("--threads <n>", "threads of both sides", integerFrom(1), Math.min(2, os.availableParallelism()))
  .option("--new-tokens <n>", "tokens that each row generates", integerFrom(1), 64)
  .option(
    "--only <text>",
    "only works whose MODEL/WORK contains this text, such as starter, train-lora, memory or onnx",
  )
  .parse()
  .opts<BenchOptions>();

const log = (text: string) => process.stderr.write(`${text}\n`);
const scratch = mkdtempSync(path.join(os.tmpdir(), "summnb-bench-"));
process.env.SUMMNB_RUNS = path.join(scratch, "runs");

try {
  const python = findPython();
  if (!python) log("No Python with torch, transformers and peft: Hugging Face's figures are left out.");
  const comparisons: Comparison[] = [];
  const memory: MemoryFigures[] = [];
  const onnx: OnnxFigures[] = [];
  let versions: Record<string, string> = {};
  for (const [name, makeModel] of Object.entries(benchModels)) {
    for (const work of works.filter((candidate) => `${name}/${candidate}`.includes(options.only ?? ""))) {
      const workload = workloadOf(work, makeModel(scratch, root));
      const pairs = await measurePairs(name, workload, python);
      versions = { ...versions, ...pairs[0]!.ours.versions, ...pairs[0]!.huggingFace?.versions };
      comparisons.push(compare(name, work, pairs));
    }
    if (`${name}/memory`.includes(options.only ?? ""))
      memory.push(...(await memoryOf(name, makeModel(scratch, root))));
    if (`${name}/onnx`.includes(options.only ?? ""))
      onnx.push(...(await onnxOf(name, makeModel(scratch, root), python)));
  }
  if (comparisons.length + memory.length + onnx.length === 0)
    throw new SummnbError(`No work matches --only ${options.only}.`);
  const machine = {
    processor: os.cpus()[0]?.model ?? "unknown",
    threads: options.threads,
    load: os.loadavg()[0],
  };
  const report = { machine, versions, results: comparisons, memory, onnx };
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : describe(report)}\n`);
} catch (error) {
  log(error instanceof SummnbError ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function workloadOf(work: Work, model: BenchModel): Workload {
  const { vocab_size: vocabulary } = JSON.parse(readFileSync(path.join(model.folder, "config.json"), "utf8"));
  const rows = new RowSource(0, vocabulary);
  const training = work.startsWith("train");
  const size = work === "generate-1" ? 1 : batchSize;
  const batches = rows.batches(1 + (training ? options.steps : 2), size);
  return {
    work,
    model: model.folder,
    threads: options.threads,
    seed: 0,
    batches,
    newTokens: options.newTokens,
  };
}

function memoryOf(name: string, model: BenchModel): Promise<MemoryFigures[]> {
  const { batches, threads, model: folder } = workloadOf("train-lora", model);
  const measure = path.join(here, "measure-memory.js");
  return measureMemory(name, {
    model: folder,
    threads,
    batchSize,
    rows: batches.slice(0, 2).flat(),
    scratch,
    measure,
  });
}

function onnxOf(name: string, model: BenchModel, python: string | undefined): Promise<OnnxFigures[]> {
  return measureOnnx({
    name,
    workload: (size) => workloadOf(size === 1 ? "generate-1" : "generate-8", model),
    scratch,
    measure: path.join(here, "measure-onnx.js"),
    huggingFace: python ? { python, program: path.join(root, "bench/hf_bench.py") } : undefined,
    log,
  });
}

async function measurePairs(name: string, workload: Workload, python: string | undefined): Promise<Pair[]> {
  const file = path.join(scratch, "workload.json");
  writeFileSync(file, JSON.stringify(workload));
  const { work, threads } = workload;
  const pairs: Pair[] = [];
  const count = options.pairs ?? defaultPairs[work];
  for (let index = 0; index < count; index++) {
    const measureOurs = () =>
      measureIn<Measurement>(process.execPath, [path.join(here, "measure.js"), file], threads);
    const measureTheirs = async () =>
      python
        ? await measureIn<Measurement>(python, [path.join(root, "bench/hf_bench.py"), file], threads)
        : null;
    // Who goes first changes from pair to pair, so that a drift of the machine favours neither.
    const oursFirst = index % 2 === 0;
    const early = oursFirst ? undefined : await measureTheirs();
    const ours = await measureOurs();
    const huggingFace = early === undefined ? await measureTheirs() : early;
    pairs.push({ ours, huggingFace });
    const [{ ratio }] = [compare(name, work, [pairs.at(-1)!])];
    log(
      `${name} ${work}, ${index + 1} of ${count}: ${(ours.tokens / ours.wallSeconds).toFixed(1)} tokens/s${ratio ? `, ratio ${ratio.median.toFixed(3)}` : ""}`,
    );
  }
  return pairs;
}

function describe({
  machine,
  versions,
  results,
  memory,
  onnx,
}: {
  machine: object;
  versions: object;
  results: Comparison[];
  memory: MemoryFigures[];
  onnx: OnnxFigures[];
}): string {
  const facts = (object: object) =>
    Object.entries(object)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ");
  return [
    facts(machine),
    facts(versions),
    "",
    ...(results.length > 0
      ? [
          comparisonTable(results),
          "",
          "float32; tokens are real ones (source and target in training, new ones in generation); medians of the pairs.",
        ]
      : []),
    ...(memory.length > 0 ? ["", memoryTable(memory)] : []),
    ...(onnx.length > 0 ? ["", onnxTable(onnx)] : []),
  ].join("\n");
}
