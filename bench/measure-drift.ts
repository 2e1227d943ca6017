/**
 * Whether a long training's memory grows: the process's resident size over the steps of a LoRA training whose rows
 * have very different lengths. `node dist/bench/measure-drift.js MODEL-FOLDER STEPS THREADS` prints a line of JSON.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setDisplaySink } from "../src/library/display/index.js";
import { setNumThreads } from "../src/library/tensor/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../src/library/training/index.js";
import { modelToTrain } from "./training.js";
import { RowSource } from "./workload.js";

const [folder, steps, threads] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const { vocab_size: vocabulary } = JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8"));
setDisplaySink({ display: () => {}, update: () => {}, delta: () => {} });
setNumThreads(threads);
const source = new RowSource(0, vocabulary);
const trainer = new Seq2SeqTrainer({
  model: await modelToTrain(folder, "lora", 0),
  trainDataset: Array.from({ length: 4000 }, () => source.row()),
  args: new Seq2SeqTrainingArguments({ maxSteps: steps, perDeviceTrainBatchSize: 4, saveStrategy: "no" }),
});
const every = steps / 10;
const residentBytes: Record<number, number> = {};
for await (const event of trainer.events())
  if (event.type === "step" && event.step % every === 0)
    residentBytes[event.step] = process.memoryUsage.rss();
process.stdout.write(
  `${JSON.stringify({ steps, residentBytes, ratio: residentBytes[steps]! / residentBytes[every]! })}\n`,
);
