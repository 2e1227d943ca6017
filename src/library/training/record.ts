import type { Run } from "../../runs/index.js";
import { peakMemory } from "../tensor/device.js";
import type { TrainingEvent } from "./events.js";
import type { LiveTraining } from "./live.js";
import type { TrainerState } from "./state.js";

/** Takes a training's events to where they are kept and shown: the run store and the live output. */
export class TrainingRecorder {
  constructor(
    private readonly state: TrainerState,
    private readonly run: Run,
    private readonly live: LiveTraining,
    private readonly device: string,
  ) {}

  take(event: TrainingEvent): void {
    if (event.type === "log") {
      this.run.logMetrics({ ...event.log });
      this.live.log(event.log);
    }
    if (event.type === "notice") this.live.update({ message: event.message });
    if (event.type === "step") this.#progress();
  }

  #progress(): void {
    const { step, epoch, seconds, tokens } = this.state;
    this.live.update({
      step,
      epochs: epoch,
      elapsedSeconds: seconds,
      tokensPerSecond: tokens / seconds,
      peakMemoryBytes: peakMemory(this.device),
    });
  }
}
