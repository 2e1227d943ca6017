/** Measures one generation with ONNX Runtime or LibTorch, in a process of its own: `node dist/bench/measure-onnx.js WORK.json`. */
import { readFileSync } from "node:fs";
import type { GenerationModel } from "../src/library/generation/index.js";
import { AutoModelForSeq2SeqLM } from "../src/library/models/index.js";
import { OnnxModelForSeq2SeqLM } from "../src/library/onnx/runtime/index.js";
import { setNumThreads } from "../src/library/tensor/index.js";
import { timeGeneration } from "./measure-generation.js";
import type { OnnxWork } from "./onnx.js";
import { type Measurement, resultMark } from "./result.js";

const work = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as OnnxWork;
const { model: folder, onnxDtype, threads } = work;

async function open(): Promise<GenerationModel> {
  if (onnxDtype) return OnnxModelForSeq2SeqLM.fromPretrained(folder, { dtype: onnxDtype, threads });
  setNumThreads(threads);
  return AutoModelForSeq2SeqLM.fromPretrained(folder, { device: "cpu", dtype: "float32" });
}

const measurement: Measurement = {
  ...(await timeGeneration(await open(), work)),
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
  versions: { node: process.versions.node },
};
process.stdout.write(`${resultMark}${JSON.stringify(measurement)}\n`);
