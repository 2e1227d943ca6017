import type { Finding } from "../../protocol/index.js";
import { createRun, type Run } from "../../runs/index.js";
import type { Dataset } from "../datasets/index.js";
import { type Hoverable, hoverSymbol } from "../display/types.js";
import { InterruptedError, SummnbError } from "../errors.js";
import type { PushResult } from "../hub/upload/index.js";
import { beginCooperation, interruptsMet, isInterrupted } from "../interrupt.js";
import { countParameters } from "../models/count.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { noteRun } from "../provenance/runs.js";
import { resolveDevice } from "../tensor/device.js";
import { manualSeed } from "../tensor/random.js";
import type { Tokenizer } from "../tokenizers/index.js";
import { Seq2SeqTrainingArguments, type TrainingArgumentValues, withWholeSteps } from "./arguments/index.js";
import { type DataCollator, DataCollatorForSeq2Seq, type TokenizedRow } from "./collator.js";
import { type Diagnosis, refuseUnlabelled, TrainingDoctor } from "./doctor/index.js";
import { setDropout } from "./dropout.js";
import { evaluateLoss } from "./evaluation/loss.js";
import { evaluateSummaries, shownSamples } from "./evaluation/summaries.js";
import type { EvaluationFigures, TrainingEvent } from "./events.js";
import { zeroGrad } from "./gradients.js";
import { HubPush, type TrainerPushOptions } from "./hubPush.js";
import { mostEvaluationRows, mostSteps, shortenedNotice } from "./limits.js";
import { LiveTraining } from "./live.js";
import { forecastMemory, type MemoryEstimate } from "./memory/estimate.js";
import { checkTrainerOptions, type TrainerOptions } from "./options.js";
import { planTraining } from "./plan.js";
import { TrainingRecorder } from "./record.js";
import { TrainResult } from "./result.js";
import { runContent } from "./runContent.js";
import { saveBest } from "./saveBest.js";
import { TrainingSession } from "./session.js";
import { reportersOf } from "./tensorboard/reporter.js";
import { tokenizedRows, tokenizeRows } from "./tokenize.js";

/** What of a training is said when it starts. */
export interface TrainOptions {
  /** In place of the argument of this name: a checkpoint's folder, or true for the newest in outputDir. */
  resumeFromCheckpoint?: string | boolean;
}

/** Trains a sequence-to-sequence model, as Transformers' class of this name. */
export class Seq2SeqTrainer implements Hoverable {
  readonly model: PreTrainedModel;
  readonly args: TrainingArgumentValues;
  readonly #notices: readonly string[];
  readonly #doctor: TrainingDoctor;
  #live: LiveTraining | undefined;
  #run: Run | undefined;
  #memory: MemoryEstimate | undefined;
  readonly #push: HubPush | undefined;

  /** @throws SummnbError for an option that does not exist */
  constructor(private readonly options: TrainerOptions) {
    checkTrainerOptions(options);
    this.model = options.model;
    const { values, notices, hubToken } = options.args ?? new Seq2SeqTrainingArguments();
    this.args = values;
    this.#notices = notices;
    this.#push = values.pushToHub ? new HubPush(values, hubToken) : undefined;
    this.#doctor = new TrainingDoctor(this, options);
    if (this.args.device !== null) this.model.to(resolveDevice(this.args.device));
    if (options.dropout !== undefined) setDropout(this.model, options.dropout);
  }

  /** The run in the run store, once it has begun. */
  get runId(): string | undefined {
    return this.#run?.id;
  }

  /** What the training doctor found before the first step. */
  get findings(): readonly Finding[] {
    return this.#doctor.findings;
  }

  get #tokenizer(): Tokenizer | undefined {
    return this.options.tokenizer ?? this.options.processingClass;
  }

  get #name(): string {
    return this.options.name ?? this.args.runName ?? this.model.name;
  }

  /** Token ids of a data set; rows that hold ids are taken as they are. */
  async #rows(dataset: Dataset | readonly TokenizedRow[], what: string): Promise<TokenizedRow[]> {
    const ready = tokenizedRows(dataset as Iterable<Record<string, unknown>>, this.args.labelNames?.[0]);
    if (ready?.length === 0)
      throw new SummnbError(`The ${what} data set is empty; it needs at least one row.`);
    if (ready) return ready;
    const tokenizer = this.#tokenizer;
    refuseUnlabelled(dataset, what, { ...this.options, tokenizer });
    if (!tokenizer)
      throw new SummnbError(`The ${what} data set holds texts, so the trainer needs a tokenizer.`);
    return tokenizeRows(dataset as Dataset, { ...this.options, tokenizer });
  }

  get #collate(): DataCollator {
    const { dataCollator, padding, maxSourceLength, maxTargetLength } = this.options;
    const padTokenId = this.model.padTokenId;
    return dataCollator ?? DataCollatorForSeq2Seq({ padTokenId, padding, maxSourceLength, maxTargetLength });
  }

  /** Loss over the evaluation data set, and with predictWithGenerate ROUGE of generated summaries. */
  async evaluate(dataset = this.options.evalDataset): Promise<EvaluationFigures> {
    if (!dataset) throw new SummnbError("evaluate needs an evalDataset; give one to the trainer.");
    return this.#evaluateRows(await this.#rows(dataset, "evaluation"));
  }

  async #evaluateRows(all: readonly TokenizedRow[], run?: Run): Promise<EvaluationFigures> {
    const rows = all.slice(0, mostEvaluationRows());
    const { perDeviceEvalBatchSize: batchSize, labelSmoothingFactor: labelSmoothing, bf16 } = this.args;
    const evalLoss = await evaluateLoss(this.model, rows, this.#collate, { batchSize, labelSmoothing, bf16 });
    if (!this.args.predictWithGenerate) return { evalLoss, metrics: {} };
    const tokenizer = this.#tokenizer;
    if (!tokenizer)
      throw new SummnbError("predictWithGenerate decodes summaries, so the trainer needs a tokenizer.");
    const step = this.#live?.data.step ?? 0;
    const generated = await evaluateSummaries(this.model, rows, tokenizer, this.args, (summary) =>
      run?.logSummary({ step, ...summary }),
    );
    return { evalLoss, ...generated };
  }

  #createRun(): Run {
    const run = createRun({ name: this.#name, ...runContent(this.options, this.args) });
    noteRun(this.model, run.id);
    return run;
  }

  /**
   * Trains until the last step. An interrupt ends it early with an InterruptedError; the model keeps what it
   * has learned until then, and a checkpoint is left unless saveStrategy is "no".
   */
  async train(options: TrainOptions = {}): Promise<TrainResult> {
    const events = this.events(options);
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value;
    }
  }

  /**
   * Trains like `train`, and tells of every step, log, evaluation and checkpoint as it happens. Whoever stops
   * asking ends the training.
   */
  async *events(options: TrainOptions = {}): AsyncGenerator<TrainingEvent, TrainResult> {
    const { args, model } = this;
    const session = await this.#session(options);
    const run = this.#createRun();
    session.start(run);
    const live = this.#start(session, run);
    const endCooperation = beginCooperation();
    const interruptsBefore = interruptsMet();
    let state: "finished" | "interrupted" | "failed" | undefined;
    let message: string | undefined;
    const leave = async (why: string) => {
      const saved = await session.loop.saveAfterInterrupt();
      return saved ? `${why} Saved as ${saved}.` : why;
    };
    try {
      const reporters = reportersOf(args, run.id);
      const recorder = new TrainingRecorder(session.state, run, live, model.device, reporters);
      model.train();
      if (this.#memory) yield { type: "estimate", memory: this.#memory };
      for (const message of [...this.#notices, ...session.notices]) {
        live.notice(message);
        yield { type: "notice", message };
      }
      for await (const event of session.loop.events()) {
        recorder.take(event);
        if (event.type === "log") this.options.onLog?.(event.log);
        if (event.type === "save") this.#push?.afterSave(event, run.id);
        yield event;
        yield* this.#pushNotices(live);
      }
      await this.#push?.finish();
      yield* this.#pushNotices(live);
      if (args.loadBestModelAtEnd) session.loadBest();
      state = "finished";
      return this.#result(session, run);
    } catch (error) {
      state = error instanceof InterruptedError ? "interrupted" : "failed";
      message = (error as Error).message;
      if (state === "interrupted") message = await leave(message);
      throw error;
    } finally {
      // An interrupt may also end the loop that asks for events, which then asks no more.
      if (!state && (isInterrupted() || interruptsMet() !== interruptsBefore))
        message = await leave(new InterruptedError().message).catch((error: Error) => error.message);
      state ??= "interrupted";
      const { step, evalLoss, totalLoss } = session.state;
      live.end({ state, ...(message === undefined ? {} : { message }) });
      run.finish(state, { trainLoss: step > 0 ? totalLoss / step : null, evalLoss }, message);
      zeroGrad(model.trainableParameters());
      model.eval();
      session.dispose();
      endCooperation();
      await this.#push?.finish();
    }
  }

  *#pushNotices(live: LiveTraining): Generator<TrainingEvent> {
    for (const message of this.#push?.takeNotices() ?? []) {
      live.notice(message);
      yield { type: "notice", message };
    }
  }

  /** Everything checked and made before the first step. */
  async #session(options: TrainOptions): Promise<TrainingSession> {
    const { model } = this;
    const args = new Seq2SeqTrainingArguments({ ...this.args, ...options }).values;
    const rows = await this.#rows(this.options.trainDataset, "training");
    const { evalDataset, callbacks = [] } = this.options;
    if (args.loadBestModelAtEnd && !evalDataset)
      throw new SummnbError("loadBestModelAtEnd needs an evalDataset; give one to the trainer.");
    const evalRows =
      evalDataset && args.evalStrategy !== "no" ? await this.#rows(evalDataset, "evaluation") : undefined;
    const trains = model.dtype !== "float16" && model.trainableParameters().length > 0;
    this.#memory = trains ? await forecastMemory(model, rows, this.#collate, args) : undefined;
    await this.#doctor.beforeTraining(rows, evalRows, this.#memory);
    if (model.dtype === "float16")
      throw new SummnbError(
        'This model\'s weights are float16, which is for inference only: in training, small gradients become 0 and T5\'s activations infinite. Load it with dtype: "bfloat16" or "float32".',
      );
    if (model.trainableParameters().length === 0)
      throw new SummnbError(
        "No parameter of this model is trainable; load the adapter with isTrainable: true.",
      );
    await this.#push?.prepare();
    manualSeed(args.seed);
    const plan = planTraining(rows.length, args, mostSteps());
    const session = new TrainingSession({
      model,
      tokenizer: this.#tokenizer,
      args: withWholeSteps(args, plan.maxSteps),
      rows,
      collate: this.#collate,
      plan,
      callbacks: [...callbacks, saveBest],
      evaluate: evalRows && (() => this.#evaluateRows(evalRows, this.#run)),
    });
    const shortened = shortenedNotice(planTraining(rows.length, args).maxSteps);
    if (shortened) session.notices.push(shortened);
    return session;
  }

  /** What the training doctor finds in this plan, without training. */
  async diagnose(): Promise<Diagnosis> {
    const { trainDataset, evalDataset } = this.options;
    const rows = await this.#rows(trainDataset, "training");
    const evalRows = evalDataset && (await this.#rows(evalDataset, "evaluation"));
    return this.#doctor.diagnose(rows, evalRows);
  }

  #result({ state }: TrainingSession, run: Run): TrainResult {
    return new TrainResult({
      globalStep: state.step,
      trainLoss: state.totalLoss / state.step,
      evalLoss: state.evalLoss,
      logs: state.logs,
      runId: run.id,
      seconds: state.seconds,
      tokensPerSecond: state.tokens / state.seconds,
    });
  }

  /** That evaluations will show summaries, and how many. */
  get #expectation(): { expectedSamples?: number } {
    const { evalDataset } = this.options;
    if (!evalDataset || !this.args.predictWithGenerate || this.args.evalStrategy === "no") return {};
    return { expectedSamples: Math.min(shownSamples, evalDataset.length) };
  }

  #start({ state }: TrainingSession, run: Run): LiveTraining {
    const { display = !this.args.disableTqdm } = this.options;
    const live = new LiveTraining(
      {
        name: this.#name,
        state: "running",
        step: state.step,
        maxSteps: state.maxSteps,
        epochs: state.epoch,
        device: this.model.device,
        elapsedSeconds: state.seconds,
        tokensPerSecond: null,
        peakMemoryBytes: null,
        estimatedMemoryBytes: this.#memory?.peak ?? null,
        ...this.#expectation,
        logs: [...state.logs],
      },
      run.id,
      display,
    );
    this.#live = live;
    this.#run = run;
    live.start();
    return live;
  }

  /** Writes an adapter, or a whole model, and the tokenizer beside it; with pushToHub it is uploaded then. */
  async saveModel(folder = this.args.outputDir): Promise<string> {
    await this.#write(folder);
    await this.#push?.pushModel(folder, this.runId, { commitMessage: "Model save" });
    return folder;
  }

  /**
   * Writes the model to outputDir and uploads it to the Hugging Face Hub, with a card written from the run: to
   * hubModelId, else to a repository of outputDir's name.
   */
  async pushToHub(options: TrainerPushOptions = {}): Promise<PushResult> {
    const push = this.#push ?? new HubPush(this.args, this.options.args?.hubToken);
    const folder = this.args.outputDir;
    await this.#write(folder);
    return push.pushModel(folder, this.runId, { commitMessage: "End of training", ...options });
  }

  async #write(folder: string): Promise<void> {
    await this.model.savePretrained(folder);
    await this.#tokenizer?.savePretrained(folder);
    this.#run?.logCheckpoint({ step: this.#live?.data.step ?? 0, folder, kind: "model" });
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
