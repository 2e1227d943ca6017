/** Runs a command's work; what goes wrong is shown as one sentence, never swallowed and never a stack. */
import * as vscode from "vscode";
import { redact } from "../../protocol/secrets.js";

export function guarded<Arguments extends unknown[]>(
  log: vscode.LogOutputChannel,
  work: (...args: Arguments) => Promise<unknown>,
): (...args: Arguments) => Promise<unknown> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      log.error(redact(String((error instanceof Error && error.stack) || error)));
      void vscode.window.showErrorMessage(redact(error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  };
}
