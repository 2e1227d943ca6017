/** The runs view: service, tree, pages and commands put together. */
import * as vscode from "vscode";
import { l10n } from "../l10n.js";
import { registerRunCommands } from "./commands.js";
import { type Grouping, groupings } from "./groups.js";
import type { RunsNode } from "./nodes.js";
import { RunPages } from "./page.js";
import { RunsService } from "./service.js";
import { RunsTree } from "./tree.js";

const groupingKey = "runs.grouping";

/** Starts nothing and reads nothing before the view is shown, or a hover or a command asks. */
export function registerRuns(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): RunsService {
  const { workspaceState } = context;
  const service = new RunsService(log);
  const grouping = (): Grouping => {
    const kept = workspaceState.get<string>(groupingKey, "day");
    return kept in groupings ? (kept as Grouping) : "day";
  };
  const tree = new RunsTree(service, grouping);
  const view = vscode.window.createTreeView<RunsNode>("summnb.runs", {
    treeDataProvider: tree,
    canSelectMany: true,
    showCollapseAll: true,
  });
  const action = (command: string) => async (folder: string) =>
    vscode.commands.executeCommand(command, folder);
  const pages = new RunPages({
    extensionUri: context.extensionUri,
    service,
    actions: {
      notebook: action("summnb.runs.openNotebook"),
      reveal: action("summnb.runs.reveal"),
      resume: action("summnb.runs.copyResume"),
    },
  });
  context.subscriptions.push(
    service,
    tree,
    view,
    pages,
    view.onDidChangeVisibility(({ visible }) => {
      service.isShown = visible;
    }),
    service.onDidChange(() => {
      const running = service.runs.filter(({ record }) => record.state === "running").length;
      view.badge = running > 0 ? { value: running, tooltip: l10n.t("{0} training", running) } : undefined;
    }),
    registerRunCommands({
      service,
      pages,
      log,
      selection: () => view.selection,
      group: {
        get: grouping,
        set: async (by) => {
          await workspaceState.update(groupingKey, by);
          tree.redraw();
        },
      },
    }),
  );
  return service;
}
