import type { TrainingLog } from "../../protocol/index.js";
import { throwIfInterrupted } from "../interrupt.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { setRngState } from "../tensor/random.js";
import { scope } from "../tensor/scope.js";
import { uninterrupted } from "../tensor/uninterrupted.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import { noteBest } from "./best.js";
import type { CallbackContext, TrainerCallback, TrainerControl } from "./callbacks.js";
import { freeStates, type GeneratorStates, generatorStates } from "./checkpoints/generators.js";
import type { DataCollator, TokenizedRow } from "./collator.js";
import type { EvaluationFigures, TrainingEvent } from "./events.js";
import { notFiniteError } from "./finite.js";
import { clipGradNorm, zeroGrad } from "./gradients.js";
import { type Moments, momentsAfter } from "./moments.js";
import type { Optimizer } from "./optimizers/index.js";
import type { TrainingPlan } from "./plan.js";
import { learningRateAt } from "./schedules.js";
import type { TrainerState } from "./state.js";
import { accumulateWithin, type StepFigures } from "./step.js";
import { type Update, updates } from "./updates.js";

/** What a run works with; the trainer has checked all of it. */
export interface LoopContext {
  model: PreTrainedModel;
  args: TrainingArgumentValues;
  rows: readonly TokenizedRow[];
  collate: DataCollator;
  plan: TrainingPlan;
  optimizer: Optimizer;
  state: TrainerState;
  callbacks: readonly TrainerCallback[];
  /** Undefined without evaluation rows. */
  evaluate: (() => Promise<EvaluationFigures>) | undefined;
  /** Writes a checkpoint of the state with these generators; gives its folder. */
  save: (generators: GeneratorStates) => Promise<string>;
}

/** The updates of one run, from its state on; what happens comes out as events. */
export class TrainingLoop {
  readonly #control: TrainerControl = {
    shouldTrainingStop: false,
    shouldLog: false,
    shouldEvaluate: false,
    shouldSave: false,
  };
  /** Generators and collator as they were after the last whole update. */
  #generators: GeneratorStates | undefined;
  #collator: unknown;
  #microBatchSize: number;
  #savedAt: number;

  constructor(private readonly context: LoopContext) {
    this.#microBatchSize = context.args.perDeviceTrainBatchSize;
    this.#savedAt = context.state.step;
  }

  async *events(): AsyncGenerator<TrainingEvent, void> {
    const { rows, args, plan, state } = this.context;
    this.#remember();
    await this.#call("onTrainBegin");
    for (const update of updates(rows, args, plan, state.step)) {
      if (state.step >= plan.maxSteps || this.#control.shouldTrainingStop) break;
      throwIfInterrupted();
      yield* this.#update(update);
    }
    await this.#call("onTrainEnd");
  }

  dispose(): void {
    if (this.#generators) freeStates(this.#generators);
  }

  /** Writes what is whole when a run ends early; undefined when the last checkpoint is that already. */
  async saveAfterInterrupt(): Promise<string | undefined> {
    const { state, args, collate } = this.context;
    if (args.saveStrategy === "no" || state.step === this.#savedAt || state.step === 0) return undefined;
    zeroGrad(this.context.model.trainableParameters());
    collate.setState?.(this.#collator);
    return uninterrupted(() => this.context.save(this.#generators!));
  }

  /** Keeps what the next update will use up. */
  #remember(): void {
    const { model, collate } = this.context;
    if (this.#generators) freeStates(this.#generators);
    this.#generators = generatorStates(model.device);
    this.#collator = collate.getState?.();
  }

  #restart(): void {
    for (const [device, states] of this.#generators!) setRngState(device, states);
    this.context.collate.setState?.(this.#collator);
  }

  async *#update(update: Update): AsyncGenerator<TrainingEvent, void> {
    const { model, args, collate, plan, state, optimizer } = this.context;
    const started = performance.now();
    const { size, ...figures } = await accumulateWithin(
      this.#microBatchSize,
      model,
      update.microBatches,
      collate,
      args,
      () => this.#restart(),
    );
    const learningRate = learningRateAt(args.lrSchedulerType, state.step, {
      ...plan,
      learningRate: args.learningRate,
      kwargs: args.lrSchedulerKwargs,
    });
    const gradNorm = await uninterrupted(() => this.#apply(optimizer, update, figures, learningRate));
    this.#count(figures, update, performance.now() - started);
    if (size < this.#microBatchSize) {
      yield { type: "notice", message: smallerBatch(this.#microBatchSize, size) };
      this.#microBatchSize = size;
    }
    const { step, epoch } = state;
    const { loss, tokens, paddedTokens } = figures;
    yield { type: "step", step, epoch, loss, gradNorm, learningRate, tokens, paddedTokens };
    await this.#call("onStepEnd");
    if (update.endsEpoch) await this.#call("onEpochEnd");
    yield* this.#afterStep(update, { gradNorm, learningRate });
    this.#remember();
  }

  /** Clips, updates the weights and forgets the gradients: all of it or nothing. */
  #apply(optimizer: Optimizer, update: Update, figures: StepFigures, learningRate: number): number {
    const { model, args, state, collate } = this.context;
    const trainable = model.trainableParameters();
    const gradNorm = clipGradNorm(trainable, args.maxGradNorm);
    if (!Number.isFinite(figures.loss) || !Number.isFinite(gradNorm))
      throw scope(() =>
        notFiniteError(model, update.microBatches.map(collate), {
          step: state.step + 1,
          loss: figures.loss,
          gradNorm,
        }),
      );
    optimizer.step(learningRate);
    zeroGrad(trainable);
    state.step++;
    state.epoch = update.epoch;
    return gradNorm;
  }

  #count(figures: StepFigures, update: Update, milliseconds: number): void {
    const { state } = this.context;
    state.epoch = update.epoch;
    state.totalLoss += figures.loss;
    state.tokens += figures.tokens;
    state.paddedTokens += figures.paddedTokens;
    state.seconds += milliseconds / 1000;
    state.window = { loss: state.window.loss + figures.loss, steps: state.window.steps + 1 };
  }

  async *#afterStep(
    update: Update,
    { gradNorm, learningRate }: { gradNorm: number; learningRate: number },
  ): AsyncGenerator<TrainingEvent, void> {
    const { state, evaluate } = this.context;
    const moments = this.#moments(update);
    const { step, epoch, window } = state;
    if (moments.log && window.steps > 0) {
      state.window = { loss: 0, steps: 0 };
      yield* this.#log({ step, epoch, loss: window.loss / window.steps, gradNorm, learningRate });
    }
    if (moments.evaluate && evaluate) {
      const figures = await evaluate();
      state.evalLoss = figures.evalLoss;
      noteBest(state, this.context.args, figures);
      yield { type: "evaluate", step, epoch, figures };
      const { evalLoss, metrics } = figures;
      const extra = Object.keys(metrics).length > 0 ? { metrics } : {};
      yield* this.#log({ step, epoch, loss: null, gradNorm: null, learningRate: null, evalLoss, ...extra });
      await this.#call("onEvaluate", { figures });
    }
    if (moments.save || this.#take("shouldSave")) {
      this.#remember();
      const folder = await uninterrupted(() => this.context.save(this.#generators!));
      this.#savedAt = step;
      yield { type: "save", step, folder };
      await this.#call("onSave", { folder });
    }
  }

  #moments(update: Update): Moments {
    const moments = momentsAfter(this.context.state.step, update.endsEpoch, this.context);
    return {
      log: this.#take("shouldLog") || moments.log,
      evaluate: this.#take("shouldEvaluate") || moments.evaluate,
      save: this.#take("shouldSave") || moments.save,
    };
  }

  async *#log(log: TrainingLog): AsyncGenerator<TrainingEvent, void> {
    this.context.state.logs.push(log);
    yield { type: "log", log };
    await this.#call("onLog", { log });
  }

  #take(flag: Exclude<keyof TrainerControl, "shouldTrainingStop">): boolean {
    const asked = this.#control[flag];
    this.#control[flag] = false;
    return asked;
  }

  async #call<K extends keyof TrainerCallback>(moment: K, more: object = {}): Promise<void> {
    const { args, state, callbacks } = this.context;
    const context: CallbackContext = { args, state, control: this.#control, ...more };
    for (const callback of callbacks)
      await (callback[moment] as ((c: CallbackContext) => unknown) | undefined)?.call(callback, context);
  }
}

function smallerBatch(before: number, size: number): string {
  return `Memory ran out with micro-batches of ${before} rows: the run goes on with ${size} rows and more accumulation; the rows of an update stay the same.`;
}
