/** The notebooks that "summnb: New Notebook" offers: their names here, their cells in `media/templates`. */
import { l10n } from "../l10n.js";

export interface Template {
  /** File in `media/templates` without its ending, and the name of the notebook that is made of it. */
  name: string;
  icon: string;
  label: string;
  /** What the notebook does, in one sentence. */
  detail: string;
}

/** In the order in which they are offered, after the empty notebook. */
export const templates: readonly Template[] = [
  {
    name: "lora",
    icon: "beaker",
    label: l10n.t("Fine-tune with LoRA"),
    detail: l10n.t("Trains an adapter in two minutes, with summaries and ROUGE before and after."),
  },
  {
    name: "full",
    icon: "flame",
    label: l10n.t("Full fine-tuning"),
    detail: l10n.t("Trains every weight of a model and keeps the best checkpoint."),
  },
  {
    name: "evaluate",
    icon: "graph",
    label: l10n.t("Evaluate a model"),
    detail: l10n.t("ROUGE with intervals beside a simple rule, and the weakest summaries."),
  },
  {
    name: "compare",
    icon: "diff",
    label: l10n.t("Compare models"),
    detail: l10n.t("Several models, adapters or settings on the same rows, side by side."),
  },
  {
    name: "data",
    icon: "table",
    label: l10n.t("Look at data"),
    detail: l10n.t("Lengths, copying and single rows of a data set, before training on it."),
  },
  {
    name: "export",
    icon: "package",
    label: l10n.t("Export a trained model"),
    detail: l10n.t("Merges an adapter and writes ONNX files, for this editor and for any Node program."),
  },
  {
    name: "search",
    icon: "search",
    label: l10n.t("Search for training arguments"),
    detail: l10n.t("A small run for each choice of learning rate and rank; the best is kept."),
  },
  {
    name: "summarize",
    icon: "note",
    label: l10n.t("Summarize your own text"),
    detail: l10n.t("Asks a model for a summary, word by word or for many texts at once."),
  },
];
