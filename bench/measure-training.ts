import { torchRandperm } from "../src/library/random/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../src/library/training/index.js";
import { Clock } from "./clock.js";
import type { Timed } from "./measure.js";
import { modelToTrain } from "./training.js";
import { tokensOf, type Workload } from "./workload.js";

/** Trains with the Trainer as users do, collating and logging included; the first step is not timed. */
export async function measureTraining({ work, model: folder, seed, batches }: Workload): Promise<Timed> {
  const model = await modelToTrain(folder, work === "train-lora" ? "lora" : "full", seed);
  const rows = batches.flat();
  // The Trainer shuffles: put the rows where its order takes them in the batches that were asked for.
  const order = torchRandperm(rows.length, seed);
  const trainDataset = [...rows];
  for (const [position, row] of order.entries()) trainDataset[row] = rows[position]!;
  let clock: Clock | undefined;
  let firstLoss: number | undefined;
  const trainer = new Seq2SeqTrainer({
    model,
    trainDataset,
    args: new Seq2SeqTrainingArguments({
      maxSteps: batches.length,
      perDeviceTrainBatchSize: batches[0]!.length,
      learningRate: 1e-4,
      lrSchedulerType: "constant",
      weightDecay: 0.01,
      loggingSteps: 1,
      seed,
    }),
    onLog({ loss }) {
      firstLoss ??= loss ?? undefined;
      clock ??= new Clock();
    },
  });
  await trainer.train();
  const elapsed = clock!.elapsed;
  const tokens = batches.slice(1).reduce((total, batch) => total + tokensOf(batch), 0);
  return { tokens, ...elapsed, firstLoss };
}
