/** How a notebook's kernel is started: by the settings as they are now, in the notebook's folder, if it may. */
import path from "node:path";
import * as vscode from "vscode";
import { HubAccount } from "../hub/account.js";
import type { LaunchOptions } from "../kernel/launch.js";
import { l10n } from "../l10n.js";
import { kernelSettings } from "../settings.js";

export function launchOptions(
  notebook: vscode.NotebookDocument,
  context: vscode.ExtensionContext,
): Promise<Omit<LaunchOptions, "folder">> {
  return launchOptionsOf(filePath(notebook), notebook.uri, context);
}

/** The same for a notebook's file, which need not be open; `uri` is whose settings count. */
export async function launchOptionsOf(
  file: string,
  uri: vscode.Uri,
  context: vscode.ExtensionContext,
): Promise<Omit<LaunchOptions, "folder">> {
  requireTrust();
  const settings = kernelSettings(uri);
  return {
    node: settings.node,
    main: context.asAbsolutePath("dist/src/kernel/main.js"),
    notebook: file,
    cwd: path.dirname(file),
    grace: settings.graceMinutes * 60_000,
    maxDetached: settings.maxDetachedHours * 3_600_000,
    idle: settings.idleHours * 3_600_000,
    expandableSegments: settings.expandableSegments,
    environment: {
      ...(settings.libtorch ? { SUMMNB_LIBTORCH: settings.libtorch } : {}),
      ...(settings.hubEndpoint ? { HF_ENDPOINT: settings.hubEndpoint } : {}),
      ...(await new HubAccount(context.secrets).environment()),
    },
    timeout: settings.startTimeoutSeconds * 1000,
  };
}

/** In a workspace that is not trusted notebooks open and draw, and nothing runs. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new Error(
      l10n.t(
        "No kernel runs in a workspace that you have not trusted: trust it with “Workspaces: Manage Workspace Trust”, then run the cell again.",
      ),
    );
}

/** An unsaved notebook gets the path that it would have in the workspace's first folder. */
function filePath(notebook: vscode.NotebookDocument): string {
  if (!notebook.isUntitled) return notebook.uri.fsPath;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
  return path.join(folder, path.basename(notebook.uri.path));
}
