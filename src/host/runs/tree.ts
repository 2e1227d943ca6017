/** The tree of the view: keeps one node a run, so that a logged step redraws one line and not the list. */
import * as vscode from "vscode";
import type { RunChanges } from "./cache.js";
import type { Grouping } from "./groups.js";
import { runTooltip, treeItem } from "./items.js";
import { type RunNode, type RunsNode, rootNodes, runChildren } from "./nodes.js";
import type { RunsService } from "./service.js";

export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsNode | undefined>();
  private readonly subscription: vscode.Disposable;
  private readonly runNodes = new Map<string, RunNode>();
  /** State of each run as it was drawn; a new one may move it to another group. */
  private states = new Map<string, string>();

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly service: RunsService,
    private readonly grouping: () => Grouping,
  ) {
    this.subscription = service.onDidChange((changes) => this.take(changes));
  }

  redraw(): void {
    this.changed.fire(undefined);
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    return treeItem(node);
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (!node) return this.roots();
    if (node.type === "group" || node.type === "search") return node.children;
    return node.type === "run" ? runChildren(node.entry) : [];
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunsNode): vscode.TreeItem {
    if (node.type === "run") item.tooltip = runTooltip(node.entry);
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async roots(): Promise<RunsNode[]> {
    await this.service.begin();
    const { runs } = this.service;
    this.states = new Map(runs.map(({ folder, record }) => [folder, record.state]));
    const roots = rootNodes(runs, this.grouping());
    this.runNodes.clear();
    const collect = (nodes: readonly RunsNode[]) => {
      for (const node of nodes) {
        if (node.type === "run") this.runNodes.set(node.key, node);
        if (node.type === "group" || node.type === "search") collect(node.children);
      }
    };
    collect(roots);
    return roots;
  }

  private take({ added, removed, changed }: RunChanges): void {
    const moved = changed.some(
      (folder) => this.service.get(folder)?.record.state !== this.states.get(folder),
    );
    const nodes = changed.map((folder) => this.runNodes.get(folder));
    if (added.length > 0 || removed.length > 0 || moved || nodes.includes(undefined)) {
      this.redraw();
      return;
    }
    for (const node of nodes) {
      node!.entry = this.service.get(node!.key) ?? node!.entry;
      this.changed.fire(node);
    }
  }
}
