import {
  mostLogs,
  type OutputPatch,
  type TrainingData,
  type TrainingLog,
  thinLogs,
} from "../../protocol/index.js";
import { display } from "../display/index.js";
import { sendDelta, updateDisplay } from "../display/sink.js";
import { trainingDisplay } from "../display/training.js";

/** Milliseconds between two deltas and between two whole replacements of the saved output. */
const deltaEvery = 100;
const replaceEvery = 5000;

/** The training output of a cell: displayed once, then changed by deltas until it ends. */
export class LiveTraining {
  #outputId: string | undefined;
  #seq = 0;
  #sent = 0;
  #replaced = 0;
  #pending: TrainingLog[] = [];

  constructor(
    readonly data: TrainingData,
    private readonly runId: string | undefined,
    private readonly enabled: boolean,
  ) {}

  #displayable(final: boolean) {
    return trainingDisplay(this.data, final, { seq: this.#seq, runId: this.runId });
  }

  start(): void {
    if (!this.enabled) return;
    this.#outputId = display(this.#displayable(false));
    this.#replaced = Date.now();
  }

  log(entry: TrainingLog): void {
    this.data.logs.push(entry);
    // The trainer's state has all rows; what is shown, sent and saved must not grow with them.
    if (this.data.logs.length > 2 * mostLogs) this.data.logs = thinLogs(this.data.logs);
    this.#pending.push(entry);
  }

  /** Shows a sentence besides those before it. */
  notice(message: string): void {
    this.update({ message: this.data.message ? `${this.data.message} ${message}` : message });
  }

  /** Takes new figures; shows them when the last time is long enough ago. */
  update(figures: Partial<Omit<TrainingData, "logs">>): void {
    Object.assign(this.data, figures);
    if (!this.#outputId || Date.now() - this.#sent < deltaEvery) return;
    this.#sent = Date.now();
    const { logs, ...set } = this.data;
    const patch: OutputPatch = {
      set,
      ...(this.#pending.length > 0 ? { append: { logs: this.#pending } } : {}),
    };
    this.#pending = [];
    sendDelta({ outputId: this.#outputId, seq: ++this.#seq, patch });
    if (Date.now() - this.#replaced < replaceEvery) return;
    this.#replaced = Date.now();
    updateDisplay(this.#outputId, this.#displayable(false).toMimeBundle(this.#outputId));
  }

  /** The output as it stays in the file. */
  end(figures: Partial<Omit<TrainingData, "logs">>): void {
    Object.assign(this.data, figures);
    if (this.#outputId) updateDisplay(this.#outputId, this.#displayable(true).toMimeBundle(this.#outputId));
  }
}
