import type { TrainingLog } from "../../protocol/index.js";

/** What a run has come to. With weights, optimizer and generators it is all that resuming needs. */
export interface TrainerState {
  /** Updates done. */
  step: number;
  /** Epochs done, a fraction. */
  epoch: number;
  maxSteps: number;
  /** Sum of the losses of all updates. */
  totalLoss: number;
  /** Source and target tokens, without padding and with it. */
  tokens: number;
  paddedTokens: number;
  /** Seconds of training, those before a resume counted. */
  seconds: number;
  /** Sums since the last log. */
  window: { loss: number; steps: number };
  logs: TrainingLog[];
  /** Of the last evaluation. */
  evalLoss: number | null;
  /** The best value of `metricForBestModel` so far, and where it was. */
  best: { metric: number; step: number; checkpoint: string | null } | null;
  /** Evaluations since the best. */
  evaluationsWithoutGain: number;
}

export function newState(maxSteps: number): TrainerState {
  return {
    step: 0,
    epoch: 0,
    maxSteps,
    totalLoss: 0,
    tokens: 0,
    paddedTokens: 0,
    seconds: 0,
    window: { loss: 0, steps: 0 },
    logs: [],
    evalLoss: null,
    best: null,
    evaluationsWithoutGain: 0,
  };
}
