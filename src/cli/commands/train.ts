import type { Command } from "commander";
import { bytesText } from "../../library/display/figures.js";
import { trainingText } from "../../library/display/index.js";
import { setDisplaySink } from "../../library/display/sink.js";
import { AutoModelForSeq2SeqLM } from "../../library/models/index.js";
import { getPeftModel, LoraConfig } from "../../library/peft/index.js";
import {
  type MemoryEstimate,
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainingEvent,
  type TrainResult,
} from "../../library/training/index.js";
import type { TrainingLog } from "../../protocol/index.js";
import { type AliasFlag, noAliasOption, withAliasOf } from "../alias-option.js";
import { findingLine, findingsIn } from "../findings.js";
import { interruptible } from "../interrupt.js";
import { type GlobalOptions, Terminal } from "../terminal.js";
import { readTrainConfig, type TrainConfig } from "../train-config.js";
import { readTrainingData } from "../training-data.js";
import { TrainingLine } from "../training-line.js";

export function train(program: Command): Command {
  return program
    .command("train")
    .description("train as a config says: model, dataset, lora and the Trainer's arguments in camelCase")
    .argument("<config>", "CONFIG.json; paths in it are relative to the working folder")
    .option(
      "--resume",
      "go on from the newest checkpoint in outputDir, or from the one that the config's resumeFromCheckpoint names",
    )
    .addOption(noAliasOption())
    .action(async (file: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<GlobalOptions & AliasFlag & { resume?: boolean }>();
      const config = withAliasOf(flags, readTrainConfig(file));
      await interruptible(() =>
        trainAsConfigured(flags.resume ? resuming(config) : config, new Terminal(flags)),
      );
    });
}

/** A checkpoint that the config names is taken, else the newest. */
function resuming(config: TrainConfig): TrainConfig {
  const resumeFromCheckpoint = config.arguments?.resumeFromCheckpoint || true;
  return { ...config, arguments: { ...config.arguments, resumeFromCheckpoint } };
}

async function trainAsConfigured(config: TrainConfig, terminal: Terminal): Promise<void> {
  // All that can be wrong in the config is said before the model is loaded.
  const args = new Seq2SeqTrainingArguments(config.arguments);
  const lora = config.lora && new LoraConfig(config.lora);
  const data = await readTrainingData(config);
  const base = await AutoModelForSeq2SeqLM.fromPretrained(config.model, {
    dtype: config.dtype,
    device: args.values.device ?? undefined,
  });
  const model = lora ? getPeftModel(base, lora, { seed: args.values.seed }) : base;
  const trainer = new Seq2SeqTrainer({ model, args, ...data, onLog: (log) => reportLog(terminal, log) });
  followTraining(terminal);
  const result = await finish(trainer.events(), terminal);
  const outputDir = await trainer.saveModel();
  terminal.result(trainValue(result, outputDir), trainText(result, outputDir, model.device));
}

/** Trains to the end; notices go to the log. */
async function finish(
  events: AsyncGenerator<TrainingEvent, TrainResult>,
  terminal: Terminal,
): Promise<TrainResult> {
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
    if (value.type === "notice") terminal.log(value.message);
    if (value.type === "estimate") terminal.log(memoryLine(value.memory));
  }
}

function memoryLine({ peak, available }: MemoryEstimate): string {
  const room = available === null ? "" : ` of ${bytesText(available)} that are there`;
  return `Tensors will take about ${bytesText(peak)}${room}.`;
}

/** What the training doctor found, and the live line of a terminal. */
function followTraining(terminal: Terminal): void {
  const line = new TrainingLine((text) => (text === undefined ? terminal.clearLive() : terminal.live(text)));
  setDisplaySink({
    display: (bundle, outputId) => {
      for (const finding of findingsIn(bundle)) terminal.log(findingLine(finding));
      line.take(bundle, outputId);
    },
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
