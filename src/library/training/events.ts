import type { TrainingLog } from "../../protocol/index.js";
import type { GeneratedEvaluation } from "./evaluation/summaries.js";
import type { MemoryEstimate } from "./memory/estimate.js";

/** Figures of an evaluation: its loss, and with predictWithGenerate what was generated and its ROUGE. */
export interface EvaluationFigures extends Partial<Omit<GeneratedEvaluation, "metrics">> {
  evalLoss: number;
  /** Empty without predictWithGenerate. */
  metrics: GeneratedEvaluation["metrics"];
}

/** What happens in a training, in order. */
export type TrainingEvent =
  /** What the training will hold at most; before the first step, where the device tells. */
  | { type: "estimate"; memory: MemoryEstimate }
  | {
      type: "step";
      step: number;
      epoch: number;
      loss: number;
      gradNorm: number;
      learningRate: number;
      /** Source and target tokens of the update without padding, and with it. */
      tokens: number;
      paddedTokens: number;
    }
  | { type: "log"; log: TrainingLog }
  | { type: "evaluate"; step: number; epoch: number; figures: EvaluationFigures }
  | { type: "save"; step: number; folder: string }
  /** Something the user should know, in a sentence. */
  | { type: "notice"; message: string };
