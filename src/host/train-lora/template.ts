import type { TrainLoraValues } from "../../protocol/panel.js";
import type { TemplateCell } from "../commands/new-notebook.js";
export function trainLoraCells(values: TrainLoraValues): TemplateCell[] {
  return [{ type: "code", text: JSON.stringify(values) }];
}
