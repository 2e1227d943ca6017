/** Trains the tiny model to its end in the folder that it is given, going on from what earlier lives have left. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { tinyModel, tinyRows } from "../../unit/training/tinyRun.js";

const [outputDir] = process.argv.slice(2) as [string];
process.env.SUMMNB_RUNS = path.join(outputDir, "runs");
const model = tinyModel();
const hasCheckpoint = readdirSync(outputDir).some((name) => /^checkpoint-\d+$/.test(name));
const trainer = new Seq2SeqTrainer({
  model,
  args: new Seq2SeqTrainingArguments({
    outputDir,
    maxSteps: 60,
    perDeviceTrainBatchSize: 3,
    learningRate: 1e-2,
    loggingSteps: 5,
    // Most of the time goes into writing, so that most blows fall there.
    saveSteps: 1,
    saveTotalLimit: 3,
    resumeFromCheckpoint: hasCheckpoint,
  }),
  trainDataset: tinyRows,
  display: false,
});
for await (const event of trainer.events())
  if (event.type === "step" || event.type === "save") process.stdout.write(`${event.type} ${event.step}\n`);
await model.savePretrained(path.join(outputDir, "final"));
