/** What the form says of each preset. */
import * as vscode from "vscode";
import type { PlanPreset } from "../../protocol/train-plan.js";
import { presets } from "./presets.js";

const texts: Record<string, () => { title?: string; description: string; cost: string }> = {
  own: () => ({
    title: vscode.l10n.t("Your own"),
    description: vscode.l10n.t("LoRA on a model and data of yours, with values that are good to begin with."),
    cost: vscode.l10n.t("200 updates; as large as the model that you choose"),
  }),
  "flan-t5-lora-dialogsum": () => ({
    description: vscode.l10n.t(
      "An adapter of 3.5 million parameters (1.41%) for FLAN-T5 base, on dialogues, with an instruction as the prompt.",
    ),
    cost: vscode.l10n.t("100 updates; 0.5 GB of weights"),
  }),
  "t5-small-xsum-methods": () => ({
    description: vscode.l10n.t(
      "All weights of the smallest T5 on 80 articles, evaluated on 20 with beam search after each epoch.",
    ),
    cost: vscode.l10n.t("40 updates; 1 GB for weights, gradients and optimizer"),
  }),
  "bart-samsum-trainer": () => ({
    description: vscode.l10n.t(
      "All weights of BART large CNN (or T5, or Pegasus) on chats, saved every 500 steps and uploaded to the Hub.",
    ),
    cost: vscode.l10n.t("3 epochs; 6.5 GB for weights, gradients and optimizer"),
  }),
  "pegasus-samsum": () => ({
    description: vscode.l10n.t(
      "All weights of Pegasus CNN/DailyMail on chats; the one that runs out of CUDA memory without expandable segments.",
    ),
    cost: vscode.l10n.t("3 epochs; 9.1 GB for weights, gradients and optimizer"),
  }),
  "pegasus-cnn-dailymail": () => ({
    description: vscode.l10n.t(
      "All weights of Pegasus large on a tenth of CNN/DailyMail (28,711 articles), in bfloat16 with gradient checkpointing.",
    ),
    cost: vscode.l10n.t("21,534 updates; 9.1 GB for weights, gradients and optimizer"),
  }),
};

export function describedPresets(): PlanPreset[] {
  return presets.map((facts) => ({ ...facts, ...texts[facts.id]!() }));
}
