/** `summnb: Train LoRA`: asks for model, data and the main arguments, and leaves a notebook that trains when run. */
import type * as vscode from "vscode";
import type { TrainLoraValues } from "../../protocol/panel.js";
import { openInWorkspace } from "../commands/new-notebook.js";
import { showTrainLoraForm } from "./form.js";
import { trainLoraCells } from "./template.js";

/** Given values (as a test or another extension may) no form is shown. */
export function trainLora(context: vscode.ExtensionContext) {
  return async (argument: unknown): Promise<vscode.Uri | undefined> => {
    const values = isValues(argument) ? argument : await showTrainLoraForm(context.extensionUri);
    if (!values) return undefined;
    const notebook = await openInWorkspace("train-lora", trainLoraCells(values));
    return notebook.uri;
  };
}

function isValues(argument: unknown): argument is TrainLoraValues {
  const { model, data } = (argument ?? {}) as Partial<TrainLoraValues>;
  return typeof model === "string" && typeof data === "string";
}
