import type { TrainingLog } from "../../protocol/index.js";
import type { Run } from "../../runs/index.js";
import { SummnbError } from "../errors.js";
import { throwIfInterrupted } from "../interrupt.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { peakMemory } from "../tensor/device.js";
import type { TrainingArgumentValues } from "./arguments.js";
import type { DataCollator, TokenizedRow } from "./collator.js";
import { parameterGroups } from "./decay.js";
import { evaluateLoss } from "./evaluation.js";
import { clipGradNorm, zeroGrad } from "./gradients.js";
import type { LiveTraining } from "./live.js";
import { createOptimizer, type Optimizer } from "./optimizers/index.js";
import type { TrainingPlan } from "./plan.js";
import { TrainResult } from "./result.js";
import { learningRateAt } from "./schedules.js";
import { accumulate, type StepFigures } from "./step.js";
import { type Update, updates } from "./updates.js";

/** What a run works with; the trainer has checked all of it. */
export interface TrainingContext {
  model: PreTrainedModel;
  args: TrainingArgumentValues;
  rows: readonly TokenizedRow[];
  evalRows: readonly TokenizedRow[] | undefined;
  collate: DataCollator;
  plan: TrainingPlan;
  run: Run;
  live: LiveTraining;
  onLog: ((log: TrainingLog) => void) | undefined;
}

/** The updates of one run, from the first to the last. */
export class TrainingLoop {
  readonly #optimizer: Optimizer;
  readonly #started = performance.now();
  #step = 0;
  #total = 0;
  #tokens = 0;
  #evalLoss: number | null = null;
  /** Sums since the last log. */
  #window = { loss: 0, steps: 0 };

  constructor(private readonly context: TrainingContext) {
    const { model, args } = context;
    this.#optimizer = createOptimizer(parameterGroups(model, args.weightDecay), args);
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  async run(): Promise<TrainResult> {
    const { rows, args, plan } = this.context;
    try {
      for (const update of updates(rows, args, plan)) {
        throwIfInterrupted();
        await this.#update(update);
        if (this.#step >= plan.maxSteps) break;
      }
    } finally {
      this.#optimizer.dispose();
    }
    return this.#result();
  }

  async #update(update: Update): Promise<void> {
    const { model, args, collate, plan, evalRows } = this.context;
    const trainable = model.trainableParameters();
    const figures = await accumulate(model, update, collate, args);
    const gradNorm = clipGradNorm(trainable, args.maxGradNorm);
    this.#checkFinite(figures, gradNorm);
    const learningRate = learningRateAt(args.lrSchedulerType, this.#step, {
      ...plan,
      learningRate: args.learningRate,
      kwargs: args.lrSchedulerKwargs,
    });
    this.#optimizer.step(learningRate);
    zeroGrad(trainable);
    this.#step++;
    this.#count(figures);
    const at = { step: this.#step, epoch: update.epoch };
    if (this.#logsNow()) {
      this.#log({ ...at, loss: this.#window.loss / this.#window.steps, gradNorm, learningRate });
      this.#window = { loss: 0, steps: 0 };
    }
    if (evalRows && this.#evaluatesNow(update)) {
      const { perDeviceEvalBatchSize: batchSize, labelSmoothingFactor: labelSmoothing } = args;
      this.#evalLoss = await evaluateLoss(model, evalRows, collate, { batchSize, labelSmoothing });
      this.#log({ ...at, loss: null, gradNorm: null, learningRate: null, evalLoss: this.#evalLoss });
    }
    this.#show(update.epoch);
  }

  #checkFinite({ loss }: StepFigures, gradNorm: number): void {
    if (Number.isFinite(loss) && Number.isFinite(gradNorm)) return;
    throw new SummnbError(
      `The loss or its gradient is not a finite number at step ${this.#step + 1} (loss ${loss}, gradient norm ${gradNorm}); lower learningRate or clip with maxGradNorm.`,
    );
  }

  #count({ loss, tokens }: StepFigures): void {
    this.#total += loss;
    this.#tokens += tokens;
    this.#window = { loss: this.#window.loss + loss, steps: this.#window.steps + 1 };
  }

  #logsNow(): boolean {
    const { loggingSteps, loggingFirstStep } = this.context.args;
    const { maxSteps } = this.context.plan;
    const onlyChance = this.#step === maxSteps && maxSteps < loggingSteps;
    return this.#step % loggingSteps === 0 || (loggingFirstStep && this.#step === 1) || onlyChance;
  }

  #evaluatesNow(update: Update): boolean {
    const { evalStrategy, evalSteps, loggingSteps } = this.context.args;
    if (evalStrategy === "epoch") return update.endsEpoch || this.#step === this.context.plan.maxSteps;
    return this.#step % (evalSteps ?? loggingSteps) === 0;
  }

  #log(entry: TrainingLog): void {
    this.context.run.logMetrics({ ...entry });
    this.context.live.log(entry);
    this.context.onLog?.(entry);
  }

  #show(epochs: number): void {
    this.context.live.update({
      step: this.#step,
      epochs,
      elapsedSeconds: this.#seconds,
      tokensPerSecond: this.#tokens / this.#seconds,
      peakMemoryBytes: peakMemory(this.context.model.device),
    });
  }

  #result(): TrainResult {
    const seconds = this.#seconds;
    return new TrainResult({
      globalStep: this.#step,
      trainLoss: this.#total / this.#step,
      evalLoss: this.#evalLoss,
      logs: this.context.live.data.logs,
      runId: this.context.run.id,
      seconds,
      tokensPerSecond: this.#tokens / seconds,
    });
  }
}
