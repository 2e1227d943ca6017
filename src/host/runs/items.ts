/** How each node of the tree looks: label, description, icon, what a menu may offer. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { RunState } from "../../runs/index.js";
import { l10n } from "../l10n.js";
import type { RunEntry } from "./cache.js";
import type { CheckpointNode, RunsNode } from "./nodes.js";
import { resumeFolder } from "./resume.js";
import { agoText, bytesText, countText, durationText, figureText, secondsOf, stateNames } from "./text.js";

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

const stateIcons: Record<RunState, [icon: string, color: string]> = {
  running: ["loading~spin", "charts.blue"],
  finished: ["pass", "charts.green"],
  interrupted: ["debug-pause", "charts.yellow"],
  failed: ["error", "charts.red"],
  died: ["debug-disconnect", "charts.red"],
};

const colored = ([icon, color]: [string, string]) => new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));

/** "step 120 of 500 · loss 2.31 · 3 minutes ago": what is asked first, first. */
export function runDescription({ record, figures, checkpoints }: RunEntry, now?: number): string {
  const step = figures.get("step")?.value;
  const loss = figures.get("evalLoss") ?? figures.get("loss") ?? figures.get("trainLoss");
  const rouge = figures.get("rougeLsum") ?? figures.get("rougeL");
  const isDone = record.state === "finished";
  const saved = checkpoints.filter(({ kind }) => kind === "checkpoint").length;
  return [
    record.search?.pruned && l10n.t("pruned"),
    record.state !== "finished" && record.state !== "running" && stateNames[record.state],
    step !== undefined &&
      (isDone || !record.maxSteps
        ? l10n.t("{0} steps", countText(step))
        : l10n.t("step {0} of {1}", countText(step), countText(record.maxSteps))),
    loss && `${loss.name} ${figureText(loss)}`,
    rouge && `${rouge.name} ${figureText({ ...rouge, interval: undefined })}`,
    !isDone && saved > 0 && l10n.t("{0} saved", saved),
    agoText(record.startedAt, now),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Words that the menus' conditions look for, such as `run.finished.source`. */
function contextOf(entry: RunEntry): string {
  const { state, source } = entry.record;
  return ["run", state, source && "source", resumeFolder(entry) && "resumable"].filter(Boolean).join(".");
}

const looks: { [Type in RunsNode["type"]]: (node: RunsNode & { type: Type }) => vscode.TreeItem } = {
  group({ label, children, key }) {
    const isFolder = key.startsWith("folder:");
    const isOld = label === l10n.t("Older") || label === l10n.t("Last 30 days");
    const shown = isFolder ? vscode.workspace.asRelativePath(label) : label;
    const item = new vscode.TreeItem(shown, isOld ? Collapsed : Expanded);
    item.description = String(
      children.reduce((sum, child) => sum + (child.type === "search" ? child.children.length : 1), 0),
    );
    item.contextValue = "group";
    return item;
  },
  search({ children }) {
    const trials = children.map(({ entry }) => entry.record.search!);
    const item = new vscode.TreeItem(l10n.t("Search by {0}", trials[0]!.metric), Collapsed);
    item.description = l10n.t("{0} trials", trials.length);
    item.iconPath = new vscode.ThemeIcon("search-fuzzy");
    item.contextValue = "search";
    return item;
  },
  run({ entry }) {
    const { record } = entry;
    const trial = record.search && l10n.t("Trial {0}", record.search.trial);
    const item = new vscode.TreeItem(trial ?? record.name, Collapsed);
    item.description = runDescription(entry);
    item.iconPath = colored(stateIcons[record.state]);
    item.contextValue = contextOf(entry);
    item.resourceUri = undefined;
    item.accessibilityInformation = {
      label: l10n.t("Run {0}, {1}, {2}", record.name, stateNames[record.state], item.description),
    };
    item.command = { command: "summnb.runs.open", title: l10n.t("Open Run"), arguments: [entry.folder] };
    return item;
  },
  figure({ figure }) {
    const item = new vscode.TreeItem(figure.name, None);
    item.description = figureText(figure);
    item.iconPath = new vscode.ThemeIcon("graph-line");
    item.contextValue = "figure";
    return item;
  },
  checkpoint({ checkpoint, entry }) {
    const item = new vscode.TreeItem(path.basename(checkpoint.folder), None);
    const size = bytesText(folderBytes(checkpoint.folder));
    item.description = checkpoint.kind === "model" ? l10n.t("saved model · {0}", size) : size;
    item.iconPath = new vscode.ThemeIcon(checkpoint.kind === "model" ? "package" : "save");
    item.contextValue = "checkpoint";
    item.tooltip = `${checkpoint.folder}\n${l10n.t("step {0} of {1}", countText(checkpoint.step), entry.record.name)}`;
    return item;
  },
  note({ text, resume }) {
    const item = new vscode.TreeItem(text, None);
    item.iconPath = new vscode.ThemeIcon(resume ? "debug-continue" : "info");
    item.contextValue = "note";
    item.tooltip = resume ? l10n.t("Copies the line that goes on from the last checkpoint.") : text;
    if (resume)
      item.command = {
        command: "summnb.runs.copyResume",
        title: l10n.t("Copy How to Resume"),
        arguments: [resume.folder],
      };
    return item;
  },
};

export function treeItem(node: RunsNode): vscode.TreeItem {
  const item = (looks[node.type] as (node: RunsNode) => vscode.TreeItem)(node);
  item.id = node.key;
  return item;
}

/** What a run's tooltip says; made when the pointer rests on it. */
export function runTooltip(entry: RunEntry): string {
  const { record } = entry;
  const seconds = secondsOf(record);
  return [
    `${record.name}: ${stateNames[record.state]}${record.device ? l10n.t(" on {0}", record.device) : ""}`,
    seconds !== undefined && l10n.t("took {0}", durationText(seconds)),
    ...[...entry.figures.values()].map((figure) => `${figure.name} ${figureText(figure)}`),
    record.source && l10n.t("from {0}", path.basename(record.source.file)),
    record.id,
  ]
    .filter(Boolean)
    .join("\n");
}

/** Bytes of a checkpoint's own files; its weights are not in folders below. */
function folderBytes(folder: CheckpointNode["checkpoint"]["folder"]): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  } catch {
    // Rotated away just now; the next look leaves it out.
    return 0;
  }
}
