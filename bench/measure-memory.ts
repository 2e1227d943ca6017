/**
 * The estimate of a training's peak memory beside what is then measured, in a process of its own:
 * `node dist/bench/measure-memory.js MEMORY.json`.
 */
import { readFileSync } from "node:fs";
import { setDisplaySink } from "../src/library/display/index.js";
import { setNumThreads, tensorMemory } from "../src/library/tensor/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../src/library/training/index.js";
import type { MemoryMeasurement, MemoryWork } from "./memory.js";
import { resultMark } from "./result.js";
import { modelToTrain } from "./training.js";

const work = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as MemoryWork;
setDisplaySink({ display: () => {}, update: () => {}, delta: () => {} });
setNumThreads(work.threads);
const trainer = new Seq2SeqTrainer({
  model: await modelToTrain(work.model, work.mode, 0),
  trainDataset: work.rows,
  args: new Seq2SeqTrainingArguments({
    numTrainEpochs: 1,
    perDeviceTrainBatchSize: work.batchSize,
    gradientCheckpointing: work.gradientCheckpointing,
    saveStrategy: "no",
  }),
});
let estimatedBytes = 0;
for await (const event of trainer.events()) if (event.type === "estimate") estimatedBytes = event.memory.peak;
const result: MemoryMeasurement = { estimatedBytes, measuredBytes: tensorMemory("cpu")!.peak };
process.stdout.write(`${resultMark}${JSON.stringify(result)}\n`);
