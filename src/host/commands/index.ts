/** Registers all commands of the palette. */
import * as vscode from "vscode";
import type { Kernels } from "../execution/kernels.js";
import { kernelCommands } from "./kernel.js";
import { guarded } from "./messages.js";

export function registerCommands(
  context: vscode.ExtensionContext,
  kernels: Kernels,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const commands: Record<string, (argument: unknown) => Promise<unknown>> = {
    ...kernelCommands(kernels, log),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, guarded(log, run))),
  );
}
