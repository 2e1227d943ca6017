import type { Command } from "commander";
import { type Dataset, loadDataset } from "../../library/datasets/index.js";
import { trainingText } from "../../library/display/index.js";
import { setDisplaySink } from "../../library/display/sink.js";
import { SummnbError } from "../../library/errors.js";
import { AutoModelForSeq2SeqLM } from "../../library/models/index.js";
import { getPeftModel, LoraConfig } from "../../library/peft/index.js";
import { AutoTokenizer, type Tokenizer } from "../../library/tokenizers/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments, type TrainResult } from "../../library/training/index.js";
import type { TrainingLog } from "../../protocol/index.js";
import { interruptible } from "../interrupt.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { type DatasetConfig, readTrainConfig, type TrainConfig } from "../train-config.js";
import { TrainingLine } from "../training-line.js";

export function train(program: Command): Command {
  return program
    .command("train")
    .description("train as a config says: model, dataset, lora and the Trainer's arguments in camelCase")
    .argument("<config>", "CONFIG.json; paths in it are relative to the working folder")
    .action(async (file: string, _options, command: Command) => {
      const terminal = new Terminal(command.optsWithGlobals<GlobalOptions>());
      await interruptible(() => trainAsConfigured(readTrainConfig(file), terminal));
    });
}

async function trainAsConfigured(config: TrainConfig, terminal: Terminal): Promise<void> {
  // All that can be wrong in the config is said before the model is loaded.
  const args = new Seq2SeqTrainingArguments(config.arguments);
  const lora = config.lora && new LoraConfig(config.lora);
  const { trainDataset, evalDataset, columns } = await readData(config);
  const base = await AutoModelForSeq2SeqLM.fromPretrained(config.model, {
    dtype: config.dtype,
    device: args.values.device ?? undefined,
  });
  const model = lora ? getPeftModel(base, lora, { seed: args.values.seed }) : base;
  const trainer = new Seq2SeqTrainer({
    model,
    args,
    trainDataset,
    evalDataset,
    tokenizer: await tokenizerFor(config.model, [trainDataset, evalDataset]),
    ...columns,
    sourcePrefix: config.sourcePrefix,
    promptTemplate: config.promptTemplate,
    maxSourceLength: config.maxSourceLength,
    maxTargetLength: config.maxTargetLength,
    padding: config.padding,
    dropout: config.dropout,
    onLog: (log) => reportLog(terminal, log),
  });
  followTraining(terminal);
  const result = await trainer.train();
  const outputDir = await trainer.saveModel();
  terminal.result(trainValue(result, outputDir), trainText(result, outputDir, model.device));
}

/** The live line of a terminal. */
function followTraining(terminal: Terminal): void {
  const line = new TrainingLine((text) => (text === undefined ? terminal.clearLive() : terminal.live(text)));
  setDisplaySink({
    display: (bundle, outputId) => line.take(bundle, outputId),
    update: (outputId, bundle) => line.take(bundle, outputId),
    delta: (delta) => line.delta(delta),
  });
}

/** A line a log, for a log file; a terminal has its live line. */
function reportLog(terminal: Terminal, { step, loss, evalLoss }: TrainingLog): void {
  if (process.stderr.isTTY) return;
  if (loss !== null) terminal.log(`step ${step}: loss ${loss.toFixed(4)}`);
  if (evalLoss != null) terminal.log(`step ${step}: evaluation loss ${evalLoss.toFixed(4)}`);
}

async function readData({ dataset }: TrainConfig) {
  const { documentColumn, summaryColumn, ...files }: Partial<DatasetConfig> =
    typeof dataset === "string" ? {} : dataset;
  const splits = await loadDataset(typeof dataset === "string" ? dataset : given(files));
  const evalDataset = splits.has("validation") ? splits.validation : undefined;
  return { trainDataset: splits.train, evalDataset, columns: { documentColumn, summaryColumn } };
}

const given = (files: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** A data set of token ids needs no tokenizer, and its model's folder may have none. */
async function tokenizerFor(
  folder: string,
  datasets: (Dataset | undefined)[],
): Promise<Tokenizer | undefined> {
  const tokenized = datasets.every((dataset) => !dataset || isTokenized(dataset));
  try {
    return await AutoTokenizer.fromPretrained(folder);
  } catch (error) {
    if (tokenized && error instanceof SummnbError) return undefined;
    throw error;
  }
}

const isTokenized = ({ features }: Dataset) =>
  features.includes("labels") && (features.includes("input_ids") || features.includes("inputIds"));

function trainValue({ logs, trainLoss, evalLoss, runId }: TrainResult, outputDir: string) {
  const steps = logs
    .filter((log) => log.loss !== null)
    .map(({ step, loss, gradNorm, learningRate, epoch }) => ({ step, loss, gradNorm, learningRate, epoch }));
  return { steps, trainLoss, evalLoss, outputDir, runId };
}

function trainText(result: TrainResult, outputDir: string, device: string): string {
  const table = trainingText({
    name: result.runId,
    state: "finished",
    step: result.globalStep,
    maxSteps: result.globalStep,
    epochs: result.logs.at(-1)?.epoch ?? 0,
    device,
    elapsedSeconds: result.seconds,
    tokensPerSecond: result.tokensPerSecond,
    peakMemoryBytes: null,
    logs: result.logs,
  });
  return `${table}\nMean training loss ${result.trainLoss.toFixed(6)}. Saved in ${outputDir}, run ${result.runId}.`;
}
