/** Measures one workload with summnb, in a process of its own: `node dist/bench/measure.js WORKLOAD.json`. */
import { readFileSync } from "node:fs";
import { setDisplaySink } from "../src/library/display/index.js";
import { setNumThreads, torchVersion } from "../src/library/tensor/index.js";
import { measureGeneration } from "./measure-generation.js";
import { measureTraining } from "./measure-training.js";
import { type Measurement, resultMark } from "./result.js";
import type { Work, Workload } from "./workload.js";

export type Timed = Omit<Measurement, "peakRssBytes" | "versions">;

const measures: Record<Work, (workload: Workload) => Promise<Timed>> = {
  "train-lora": measureTraining,
  "train-full": measureTraining,
  "generate-1": measureGeneration,
  "generate-8": measureGeneration,
};

const workload = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Workload;
setDisplaySink({ display: () => {}, update: () => {}, delta: () => {} });
setNumThreads(workload.threads);
const timed = await measures[workload.work](workload);
const measurement: Measurement = {
  ...timed,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
  versions: { node: process.versions.node, libtorch: torchVersion() },
};
process.stdout.write(`${resultMark}${JSON.stringify(measurement)}\n`);
