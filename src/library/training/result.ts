import type { TrainingLog } from "../../protocol/index.js";
import { type Hoverable, hoverSymbol } from "../display/types.js";

/** Figures of a training run that reached its last step. */
export interface TrainFigures {
  globalStep: number;
  /** Mean loss over all updates. */
  trainLoss: number;
  /** Null without evaluation. */
  evalLoss: number | null;
  logs: TrainingLog[];
  /** In the run store. */
  runId: string;
  seconds: number;
  /** Source and target tokens a second, padding not counted. */
  tokensPerSecond: number;
}

/** What `train()` gives. */
export class TrainResult implements TrainFigures, Hoverable {
  readonly globalStep: number;
  readonly trainLoss: number;
  readonly evalLoss: number | null;
  readonly logs: TrainingLog[];
  readonly runId: string;
  readonly seconds: number;
  readonly tokensPerSecond: number;

  constructor(figures: TrainFigures) {
    this.globalStep = figures.globalStep;
    this.trainLoss = figures.trainLoss;
    this.evalLoss = figures.evalLoss;
    this.logs = figures.logs;
    this.runId = figures.runId;
    this.seconds = figures.seconds;
    this.tokensPerSecond = figures.tokensPerSecond;
  }

  [hoverSymbol](): string {
    const evaluation = this.evalLoss === null ? "" : `, evaluation loss ${this.evalLoss.toFixed(4)}`;
    return [
      `**Run** ${this.runId}`,
      `${this.globalStep} steps, mean loss ${this.trainLoss.toFixed(4)}${evaluation}`,
      `${this.seconds.toFixed(1)} s, ${Math.round(this.tokensPerSecond).toLocaleString("en")} tokens/s`,
    ].join("\n\n");
  }
}
