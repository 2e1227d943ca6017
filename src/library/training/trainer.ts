import type { TrainingLog } from "../../protocol/index.js";
import { createRun, type Run } from "../../runs/index.js";
import type { Dataset } from "../datasets/index.js";
import { type Hoverable, hoverSymbol } from "../display/types.js";
import { InterruptedError, SummnbError } from "../errors.js";
import { countParameters } from "../models/count.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { Dropout } from "../nn/index.js";
import { LoraLinear, PeftModel } from "../peft/index.js";
import { resolveDevice, torchVersion } from "../tensor/device.js";
import { manualSeed } from "../tensor/random.js";
import type { Tokenizer } from "../tokenizers/index.js";
import { Seq2SeqTrainingArguments, type TrainingArgumentValues } from "./arguments.js";
import { type DataCollator, DataCollatorForSeq2Seq, type TokenizedRow } from "./collator.js";
import { evaluateLoss } from "./evaluation.js";
import { zeroGrad } from "./gradients.js";
import { LiveTraining } from "./live.js";
import { TrainingLoop } from "./loop.js";
import { planTraining, type TrainingPlan } from "./plan.js";
import type { TrainResult } from "./result.js";
import { type PreprocessOptions, tokenizedRows, tokenizeRows } from "./tokenize.js";

export interface TrainerOptions extends Omit<PreprocessOptions, "tokenizer"> {
  model: PreTrainedModel;
  args?: Seq2SeqTrainingArguments;
  /** Texts with a document and a summary column, or rows of inputIds and labels. */
  trainDataset: Dataset | readonly TokenizedRow[];
  evalDataset?: Dataset | readonly TokenizedRow[];
  /** Needed for data sets of text. */
  tokenizer?: Tokenizer;
  dataCollator?: DataCollator;
  padding?: "longest" | "max_length";
  /** Replaces every dropout of the model's own configuration. */
  dropout?: number;
  /** Of the run in the run store and of the output; default is the model's name. */
  name?: string;
  /** Called at each log. */
  onLog?: (log: TrainingLog) => void;
  /** Show the live table and curve; default true. */
  display?: boolean;
}

/** Trains a sequence-to-sequence model, as Transformers' class of this name. */
export class Seq2SeqTrainer implements Hoverable {
  readonly model: PreTrainedModel;
  readonly args: TrainingArgumentValues;
  #live: LiveTraining | undefined;

  constructor(private readonly options: TrainerOptions) {
    this.model = options.model;
    this.args = (options.args ?? new Seq2SeqTrainingArguments()).values;
    if (this.args.device !== null) this.model.to(resolveDevice(this.args.device));
    if (options.dropout !== undefined) setDropout(this.model, options.dropout);
  }

  /** Token ids of a data set; rows that hold ids are taken as they are. */
  async #rows(dataset: Dataset | readonly TokenizedRow[], what: string): Promise<TokenizedRow[]> {
    const ready = tokenizedRows(dataset as Iterable<Record<string, unknown>>);
    if (ready?.length === 0)
      throw new SummnbError(`The ${what} data set is empty; it needs at least one row.`);
    if (ready) return ready;
    if (!this.options.tokenizer)
      throw new SummnbError(`The ${what} data set holds texts, so the trainer needs a tokenizer.`);
    return tokenizeRows(dataset as Dataset, { ...this.options, tokenizer: this.options.tokenizer });
  }

  get #collate(): DataCollator {
    const { dataCollator, padding, maxSourceLength, maxTargetLength } = this.options;
    const padTokenId = this.model.padTokenId;
    return dataCollator ?? DataCollatorForSeq2Seq({ padTokenId, padding, maxSourceLength, maxTargetLength });
  }

  /** Mean loss over the evaluation data set. */
  async evaluate(dataset = this.options.evalDataset): Promise<{ evalLoss: number }> {
    if (!dataset) throw new SummnbError("evaluate needs an evalDataset; give one to the trainer.");
    return { evalLoss: await this.#evaluateRows(await this.#rows(dataset, "evaluation")) };
  }

  #evaluateRows(rows: readonly TokenizedRow[]): Promise<number> {
    const { perDeviceEvalBatchSize: batchSize, labelSmoothingFactor: labelSmoothing } = this.args;
    return evaluateLoss(this.model, rows, this.#collate, { batchSize, labelSmoothing });
  }

  #createRun(): Run {
    return createRun({
      name: this.options.name ?? this.model.name,
      arguments: {
        ...this.args,
        ...(this.model instanceof PeftModel ? { lora: this.model.peftConfig } : {}),
      },
      versions: { node: process.versions.node, libtorch: torchVersion() },
      device: this.model.device,
      seed: this.args.seed,
      data: this.#fingerprints(),
    });
  }

  #fingerprints(): Record<string, string> {
    const sets = { train: this.options.trainDataset, validation: this.options.evalDataset };
    const entries = Object.entries(sets).flatMap(([name, dataset]) =>
      dataset && "fingerprint" in dataset ? [[name, String(dataset.fingerprint)]] : [],
    );
    return Object.fromEntries(entries);
  }

  /**
   * Trains until the last step. An interrupt ends it early with an InterruptedError; the model keeps what it
   * has learned until then.
   */
  async train(): Promise<TrainResult> {
    const { args, model } = this;
    const rows = await this.#rows(this.options.trainDataset, "training");
    const evalRows =
      this.options.evalDataset && args.evalStrategy !== "no"
        ? await this.#rows(this.options.evalDataset, "evaluation")
        : undefined;
    if (model.dtype === "float16")
      throw new SummnbError(
        'This model\'s weights are float16, which is for inference only: in training, small gradients become 0 and T5\'s activations infinite. Load it with dtype: "bfloat16" or "float32".',
      );
    if (model.trainableParameters().length === 0)
      throw new SummnbError(
        "No parameter of this model is trainable; load the adapter with isTrainable: true.",
      );
    const plan = planTraining(rows.length, args);
    const run = this.#createRun();
    const live = this.#start(plan, run);
    manualSeed(args.seed);
    model.train();
    try {
      const collate = this.#collate;
      const { onLog } = this.options;
      const result = await new TrainingLoop({
        model,
        args,
        rows,
        evalRows,
        collate,
        plan,
        run,
        live,
        onLog,
      }).run();
      live.end({ state: "finished" });
      run.finish("finished", { trainLoss: result.trainLoss, evalLoss: result.evalLoss });
      return result;
    } catch (error) {
      const state = error instanceof InterruptedError ? "interrupted" : "failed";
      live.end({ state, message: (error as Error).message });
      run.finish(state, {}, (error as Error).message);
      throw error;
    } finally {
      zeroGrad(model.trainableParameters());
      model.eval();
    }
  }

  #start(plan: TrainingPlan, run: Run): LiveTraining {
    const { name = this.model.name, display = true } = this.options;
    const live = new LiveTraining(
      {
        name,
        state: "running",
        step: 0,
        maxSteps: plan.maxSteps,
        epochs: 0,
        device: this.model.device,
        elapsedSeconds: 0,
        tokensPerSecond: null,
        peakMemoryBytes: null,
        logs: [],
      },
      run.id,
      display,
    );
    this.#live = live;
    live.start();
    return live;
  }

  /** Writes an adapter, or a whole model, and the tokenizer beside it. */
  async saveModel(folder = this.args.outputDir): Promise<string> {
    await this.model.savePretrained(folder);
    await this.options.tokenizer?.savePretrained(folder);
    return folder;
  }

  [hoverSymbol](): string {
    const { trainable, all } = countParameters(this.model);
    const data = this.#live?.data;
    const last = data?.logs.findLast((log) => log.loss !== null);
    const lines = [
      `**Seq2SeqTrainer** ${data ? `${data.state}, step ${data.step} of ${data.maxSteps}` : "not started"}`,
      ...(last
        ? [
            `loss ${last.loss!.toFixed(4)} at step ${last.step}, learning rate ${last.learningRate?.toExponential(2)}`,
          ]
        : []),
      `${trainable.toLocaleString("en")} of ${all.toLocaleString("en")} parameters train on ${this.model.device}`,
    ];
    return lines.join("\n\n");
  }
}

/** Sets the probability of every dropout but LoRA's own, which its config gives. */
function setDropout(model: PreTrainedModel, p: number): void {
  const own = new Set<Dropout>();
  for (const [, module] of model.namedModules())
    if (module instanceof LoraLinear) own.add(module.lora_dropout);
  for (const [, module] of model.namedModules())
    if (module instanceof Dropout && !own.has(module)) module.p = p;
}
