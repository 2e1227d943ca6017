import type { TrainingLog } from "../../protocol/index.js";
import type { Run } from "../../runs/index.js";
import { resetPeakTensorMemory, tensorMemory } from "../tensor/device.js";
import type { EvaluationFigures, TrainingEvent } from "./events.js";
import type { LiveTraining } from "./live.js";
import type { TrainerState } from "./state.js";

/** Takes a run's figures elsewhere, such as to TensorBoard. */
export interface Reporter {
  /** Where to, for messages. */
  readonly name: string;
  log(log: TrainingLog): void;
}

/** Takes a training's events to where they are kept and shown: the run store, the live output and reporters. */
export class TrainingRecorder {
  #reporters: readonly Reporter[];
  /** Of the evaluation whose log comes next. */
  #intervals: EvaluationFigures["intervals"];

  constructor(
    private readonly state: TrainerState,
    private readonly run: Run,
    private readonly live: LiveTraining,
    private readonly device: string,
    reporters: readonly Reporter[] = [],
  ) {
    this.#reporters = reporters;
    resetPeakTensorMemory(device);
  }

  take(event: TrainingEvent): void {
    if (event.type === "log") {
      const isEvaluation = event.log.evalLoss != null && this.#intervals !== undefined;
      this.run.logMetrics({ ...event.log, ...(isEvaluation ? { intervals: this.#intervals } : {}) });
      this.#intervals = undefined;
      this.live.log(event.log);
      this.#report(event.log);
    }
    if (event.type === "evaluate") {
      const { step, figures } = event;
      const { intervals, samples } = figures;
      this.#intervals = intervals;
      if (intervals && samples) this.live.update({ evaluation: { step, intervals, samples } });
    }
    if (event.type === "notice") this.live.notice(event.message);
    if (event.type === "step") this.#progress();
  }

  /** A reporter that fails is left out from then on: it is no reason to lose a training. */
  #report(log: TrainingLog): void {
    this.#reporters = this.#reporters.filter((reporter) => {
      try {
        reporter.log(log);
        return true;
      } catch (error) {
        const message = `${reporter.name} can't be written any more (${(error as Error).message}); the training goes on without it.`;
        this.live.notice(message);
        return false;
      }
    });
  }

  #progress(): void {
    const { step, epoch, seconds, tokens, paddedTokens } = this.state;
    const memory = tensorMemory(this.device);
    this.live.update({
      step,
      epochs: epoch,
      elapsedSeconds: seconds,
      tokensPerSecond: tokens / seconds,
      paddedTokensPerSecond: paddedTokens / seconds,
      memoryBytes: memory?.allocated ?? null,
      peakMemoryBytes: memory?.peak ?? null,
    });
  }
}
