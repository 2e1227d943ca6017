/** `summnb: Train LoRA`: opens the panel; given values, leaves their notebook without asking. */
import type * as vscode from "vscode";
import { openInWorkspace } from "../commands/new-notebook.js";
import { trainLoraCells } from "./cells.js";
import { TrainLoraPanel } from "./panel.js";
import { givenPlan } from "./start-plan.js";

export function trainLora(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
  context.subscriptions.push(TrainLoraPanel.restore(context, log));
  return async (argument: unknown): Promise<vscode.Uri | undefined> => {
    const plan = givenPlan(argument);
    if (plan) return (await openInWorkspace("train-lora", trainLoraCells(plan))).uri;
    TrainLoraPanel.show(context, log);
    return undefined;
  };
}
