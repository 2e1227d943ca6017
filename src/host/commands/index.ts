/** Registers all commands of the palette. */
import * as vscode from "vscode";
import type { Backend } from "../backend/backend.js";
import { getLibTorch } from "../backend/commands.js";
import type { Kernels } from "../execution/kernels.js";
import { HubAccount, hubEndpoint } from "../hub/account.js";
import { kernelSettings } from "../settings.js";
import { summarizeCommands } from "../summarize/commands.js";
import { trainLora } from "../train-lora/command.js";
import { exportCommands } from "./export.js";
import { hubCommands } from "./hub.js";
import { importIpynb } from "./import-ipynb.js";
import { kernelCommands } from "./kernel.js";
import { guarded } from "./messages.js";
import { newNotebookCommand } from "./new-notebook.js";

export function registerCommands(
  context: vscode.ExtensionContext,
  kernels: Kernels,
  log: vscode.LogOutputChannel,
  backend: Backend,
): vscode.Disposable {
  const commands: Record<string, (...given: unknown[]) => Promise<unknown>> = {
    ...kernelCommands(kernels, log),
    ...hubCommands(new HubAccount(context.secrets, () => hubEndpoint(kernelSettings(undefined).hubEndpoint))),
    "summnb.getLibTorch": getLibTorch(backend),
    "summnb.newNotebook": newNotebookCommand(context),
    "summnb.trainLora": trainLora(context, log),
    ...exportCommands(context),
    "summnb.importIpynb": importIpynb,
    ...summarizeCommands(context, log),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, guarded(log, run))),
  );
}
