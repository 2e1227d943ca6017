import { AutoModelForSeq2SeqLM, type PreTrainedModel } from "../../../src/library/models/index.js";
import { type Architecture, tinyConfigs } from "../models/configs.js";

/** A tiny model with random weights, of which results end early and late. */
export function tinyModel(architecture: Architecture = "t5"): PreTrainedModel {
  const model = AutoModelForSeq2SeqLM.fromConfig(tinyConfigs[architecture], { seed: 3, device: "cpu" });
  model.generationConfig.maxNewTokens = 10;
  return model;
}

/** Sources of different lengths, not in order. */
export const sources: readonly (readonly number[])[] = [
  [5, 9, 4, 1],
  [7, 3, 8, 20, 31, 6, 1],
  [11, 1],
  [30, 29, 28, 27, 26, 1],
  [12, 13, 14, 1],
];
