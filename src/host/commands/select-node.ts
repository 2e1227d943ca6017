/** `summnb: Select Node`: the Nodes of this machine, checked by their versions, for the setting of kernels. */
import * as vscode from "vscode";
import type { Kernels } from "../execution/kernels.js";
import { type FoundNode, findNodes } from "../kernel/find-nodes.js";
import { nodeCommand } from "../kernel/node-command.js";
import { isSupported, nodeVersion, oldestNode } from "../kernel/node-version.js";
import { l10n } from "../l10n.js";
import { notebookType } from "../notebook/cell-ids.js";
import { kernelSettings } from "../settings.js";

interface NodeItem extends vscode.QuickPickItem {
  node?: FoundNode;
}

const browse: NodeItem = { label: l10n.t("$(folder-opened) Choose a program…") };

/** Given a command (as a test or another extension may) nothing is asked. */
export function selectNode(kernels: Kernels) {
  return async (given?: unknown): Promise<string | undefined> => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const scope = notebook?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const chosen = typeof given === "string" ? await checked(given) : await ask(scope);
    if (!chosen) return undefined;
    if (!chosen.supported)
      throw new Error(
        l10n.t(
          "“{0}” is Node {1}, and kernels need {2} or newer; choose another, or install one.",
          chosen.command,
          chosen.version,
          oldestNode,
        ),
      );
    await save(chosen.command, scope);
    if (typeof given !== "string" && notebook?.notebookType === notebookType)
      await offerRestart(kernels, notebook, chosen.version);
    return chosen.command;
  };
}

async function ask(scope: vscode.Uri | undefined): Promise<FoundNode | undefined> {
  const setting = kernelSettings(scope).node;
  const picked = await vscode.window.showQuickPick<NodeItem>(items(setting), {
    title: l10n.t("The Node that runs summnb's kernels"),
    placeHolder: l10n.t("Node {0} or newer", oldestNode),
    matchOnDescription: true,
  });
  if (picked !== browse) return picked?.node;
  const [file] =
    (await vscode.window.showOpenDialog({ title: l10n.t("Choose a Node"), canSelectFiles: true })) ?? [];
  return file && checked(file.fsPath);
}

async function items(setting: string): Promise<NodeItem[]> {
  const own = nodeCommand("vscode");
  const [found, ownVersion] = await Promise.all([
    findNodes(setting),
    nodeVersion(own.command, own.env).catch(() => undefined),
  ]);
  if (ownVersion) {
    const source = setting === "vscode" ? "setting" : l10n.t("inside VS Code");
    found.push({ command: "vscode", source, version: ownVersion, supported: isSupported(ownVersion) });
  }
  return [...found.map(itemOf), browse];
}

function itemOf(node: FoundNode): NodeItem {
  const { command, source, version, supported } = node;
  const icon = supported ? (source === "setting" ? "$(check)" : "$(circle-large-outline)") : "$(warning)";
  const detail = supported ? command : l10n.t("{0} (too old: {1} is needed)", command, oldestNode);
  return { label: `${icon} Node ${version}`, description: source, detail, node };
}

async function checked(command: string): Promise<FoundNode> {
  const { command: program, env } = nodeCommand(command);
  const version = await nodeVersion(program, env).catch((error: Error) => {
    throw new Error(l10n.t("“{0}” can't run kernels: {1}", command, error.message.split("\n")[0]!));
  });
  return { command, source: "chosen", version, supported: isSupported(version) };
}

/** Where the setting stands already, and else for all of the user's workspaces. */
async function save(command: string, scope: vscode.Uri | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration("summnb.kernel", scope);
  const isWorkspace = settings.inspect("node")?.workspaceValue !== undefined;
  const target = isWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update("node", command, target);
}

async function offerRestart(
  kernels: Kernels,
  notebook: vscode.NotebookDocument,
  version: string,
): Promise<void> {
  const state = kernels.state(notebook);
  if (state !== "idle" && state !== "busy") return;
  const restart = l10n.t("Restart Kernel");
  const said = l10n.t(
    "Kernels start with Node {0} from now on. This notebook's kernel still runs on the one before; a restart loses its variables.",
    version,
  );
  if ((await vscode.window.showInformationMessage(said, restart)) !== restart) return;
  await (await kernels.of(notebook)).restart();
}
