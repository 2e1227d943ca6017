/** Runs a command's work; what goes wrong is shown as one sentence, never swallowed and never a stack. */
import * as vscode from "vscode";

export function guarded<Arguments extends unknown[]>(
  log: vscode.LogOutputChannel,
  work: (...args: Arguments) => Promise<unknown>,
): (...args: Arguments) => Promise<unknown> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
}
