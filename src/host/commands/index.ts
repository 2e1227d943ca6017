/** Registers all commands of the palette. */
import * as vscode from "vscode";
import type { Backend } from "../backend/backend.js";
import { getLibTorch } from "../backend/commands.js";
import type { Kernels } from "../execution/kernels.js";
import { HubAccount } from "../hub/account.js";
import { trainLora } from "../train-lora/command.js";
import { exportHtml } from "./export-html.js";
import { hubCommands } from "./hub.js";
import { kernelCommands } from "./kernel.js";
import { guarded } from "./messages.js";
import { openUntitled } from "./new-notebook.js";

export function registerCommands(
  context: vscode.ExtensionContext,
  kernels: Kernels,
  log: vscode.LogOutputChannel,
  backend: Backend,
): vscode.Disposable {
  const commands: Record<string, (...given: unknown[]) => Promise<unknown>> = {
    ...kernelCommands(kernels, log),
    ...hubCommands(new HubAccount(context.secrets)),
    "summnb.getLibTorch": getLibTorch(backend),
    "summnb.newNotebook": () => openUntitled([{ type: "code", text: "" }]),
    "summnb.trainLora": trainLora(context),
    "summnb.exportHtml": exportHtml(context),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, guarded(log, run))),
  );
}
