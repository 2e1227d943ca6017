import type { TrainingLog } from "../../protocol/index.js";
import type { TrainingArgumentValues } from "./arguments/index.js";
import type { EvaluationFigures } from "./events.js";
import type { TrainerState } from "./state.js";

/** What a callback may ask for. It counts once and is then false again, but for `shouldTrainingStop`. */
export interface TrainerControl {
  shouldTrainingStop: boolean;
  shouldLog: boolean;
  shouldEvaluate: boolean;
  shouldSave: boolean;
}

/** What a callback sees. */
export interface CallbackContext {
  args: Readonly<TrainingArgumentValues>;
  state: Readonly<TrainerState>;
  control: TrainerControl;
}

type Answer = void | Promise<void>;

/** A user's own code at the moments of a training: the names of Transformers' TrainerCallback. */
export interface TrainerCallback {
  onTrainBegin?(context: CallbackContext): Answer;
  onStepEnd?(context: CallbackContext): Answer;
  onEpochEnd?(context: CallbackContext): Answer;
  onLog?(context: CallbackContext & { log: TrainingLog }): Answer;
  onEvaluate?(context: CallbackContext & { figures: EvaluationFigures }): Answer;
  onSave?(context: CallbackContext & { folder: string }): Answer;
  onTrainEnd?(context: CallbackContext): Answer;
}

export interface EarlyStoppingOptions {
  /** Evaluations in a row that may pass without a gain. */
  earlyStoppingPatience?: number;
  /** Least gain that counts. */
  earlyStoppingThreshold?: number;
}

/** Ends a training whose metric no longer gets better, as Transformers' class of this name. */
export class EarlyStoppingCallback implements TrainerCallback {
  readonly #patience: number;
  readonly #threshold: number;
  #best: number | undefined;
  #without = 0;

  constructor({ earlyStoppingPatience = 1, earlyStoppingThreshold = 0 }: EarlyStoppingOptions = {}) {
    this.#patience = earlyStoppingPatience;
    this.#threshold = earlyStoppingThreshold;
  }

  onTrainBegin({ args, state }: CallbackContext): void {
    this.#best = undefined;
    this.#without = 0;
    // A resumed training counts on from its evaluations.
    for (const log of state.logs) {
      const value = metricOf(args, { evalLoss: log.evalLoss ?? Number.NaN, metrics: log.metrics ?? {} });
      if (log.evalLoss != null && value !== undefined) this.#count(value, isGreaterBetter(args));
    }
  }

  onEvaluate({ args, control, figures }: CallbackContext & { figures: EvaluationFigures }): void {
    const value = metricOf(args, figures);
    if (value === undefined) return;
    this.#count(value, isGreaterBetter(args));
    if (this.#without >= this.#patience) control.shouldTrainingStop = true;
  }

  #count(value: number, greaterIsBetter: boolean): void {
    const gain =
      this.#best === undefined ? Infinity : greaterIsBetter ? value - this.#best : this.#best - value;
    if (gain > this.#threshold) {
      this.#best = value;
      this.#without = 0;
    } else this.#without++;
  }
}

/** The evaluation's value that `metricForBestModel` names; undefined when there is none of that name. */
export function metricOf(
  { metricForBestModel }: Pick<TrainingArgumentValues, "metricForBestModel">,
  { evalLoss, metrics }: EvaluationFigures,
): number | undefined {
  const name = (metricForBestModel ?? "loss").replace(/^eval_/, "");
  return name === "loss" ? evalLoss : metrics[name];
}

export function isGreaterBetter({
  greaterIsBetter,
  metricForBestModel,
}: Pick<TrainingArgumentValues, "greaterIsBetter" | "metricForBestModel">): boolean {
  return greaterIsBetter ?? !/loss$/.test(metricForBestModel ?? "loss");
}
