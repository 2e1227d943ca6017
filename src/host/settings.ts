/** The extension's settings, read where they are used so that a change takes effect at the next start. */
import * as vscode from "vscode";

export interface KernelSettings {
  node: string;
  graceMinutes: number;
  maxDetachedHours: number;
  idleHours: number;
  startTimeoutSeconds: number;
  expandableSegments: boolean;
  /** Path of LibTorch, and the Hub's address; empty for the usual ones. */
  libtorch: string;
  hubEndpoint: string;
}

export function kernelSettings(scope: vscode.Uri | undefined): KernelSettings {
  const settings = vscode.workspace.getConfiguration("summnb.kernel", scope);
  return {
    node: settings.get("node", "node"),
    graceMinutes: settings.get("graceMinutes", 10),
    maxDetachedHours: settings.get("maxDetachedHours", 48),
    idleHours: settings.get("idleHours", 12),
    startTimeoutSeconds: settings.get("startTimeoutSeconds", 30),
    expandableSegments: vscode.workspace
      .getConfiguration("summnb.cuda", scope)
      .get("expandableSegments", true),
    libtorch: vscode.workspace.getConfiguration("summnb.libtorch", scope).get("path", ""),
    hubEndpoint: vscode.workspace.getConfiguration("summnb.hub", scope).get("endpoint", ""),
  };
}
