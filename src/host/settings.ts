/** The extension's settings, read where they are used so that a change takes effect at the next start. */
import * as vscode from "vscode";

export interface KernelSettings {
  node: string;
  graceMinutes: number;
  maxDetachedHours: number;
  startTimeoutSeconds: number;
  expandableSegments: boolean;
}

export function kernelSettings(scope: vscode.Uri): KernelSettings {
  const settings = vscode.workspace.getConfiguration("summnb.kernel", scope);
  return {
    node: settings.get("node", "node"),
    graceMinutes: settings.get("graceMinutes", 10),
    maxDetachedHours: settings.get("maxDetachedHours", 48),
    startTimeoutSeconds: settings.get("startTimeoutSeconds", 30),
    expandableSegments: vscode.workspace
      .getConfiguration("summnb.cuda", scope)
      .get("expandableSegments", true),
  };
}
