/** What the Train LoRA form holds at first. */
import type { PanelChoice, TrainLoraValues } from "../../protocol/panel.js";

/**
 * Rank, alpha, dropout and targets are those of the FLAN-T5 LoRA notebooks that users come from; the
 * learning rate is one for adapters (ten times that of full fine-tuning, or more).
 */
export function defaultValues(models: PanelChoice[], datasets: PanelChoice[]): TrainLoraValues {
  return {
    model: models[0]?.value ?? "",
    data: datasets[0]?.value ?? "",
    documentColumn: "document",
    summaryColumn: "summary",
    r: 32,
    loraAlpha: 64,
    loraDropout: 0.05,
    targetModules: ["q", "v"],
    learningRate: 1e-3,
    maxSteps: 200,
    perDeviceTrainBatchSize: 8,
  };
}
