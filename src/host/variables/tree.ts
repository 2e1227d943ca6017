/** The view "Variables": what the kernel of the notebook in front holds, refreshed after each cell. */
import * as vscode from "vscode";
import type { VariableInfo } from "../../protocol/index.js";
import type { Kernels } from "../execution/kernels.js";
import { l10n } from "../l10n.js";
import { notebookType } from "../notebook/cell-ids.js";
import { type SortOrder, sortVariables, statisticsRows, variableDetails, variableText } from "./texts.js";

/** A variable, or a figure of a tensor, which the kernel computes when the tensor is opened. */
export type VariableNode = { variable: VariableInfo } | { name: string; figure: string };

export class VariablesTree implements vscode.TreeDataProvider<VariableNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view: vscode.TreeView<VariableNode>;
  private readonly disposables: vscode.Disposable[] = [this.changes];
  private order: SortOrder = "name";
  /** What is shown while the kernel is too busy to answer. */
  private last: VariableInfo[] = [];

  constructor(private readonly kernels: Kernels) {
    this.view = vscode.window.createTreeView("summnb.variables", { treeDataProvider: this });
    const sortBy = (order: SortOrder) => () => {
      this.order = order;
      void vscode.commands.executeCommand("setContext", "summnb.variablesOrder", order);
      this.changes.fire(undefined);
    };
    this.disposables.push(
      this.view,
      vscode.commands.registerCommand("summnb.variables.sortByName", sortBy("name")),
      vscode.commands.registerCommand("summnb.variables.sortBySize", sortBy("size")),
      vscode.commands.registerCommand("summnb.variables.refresh", () => this.changes.fire(undefined)),
      vscode.window.onDidChangeActiveNotebookEditor(() => this.forget()),
      vscode.workspace.onDidOpenNotebookDocument(showViewWhereUseful),
      vscode.workspace.onDidCloseNotebookDocument(showViewWhereUseful),
      kernels.onDidReceiveEvent(({ notebook, event }) => {
        if (event.type === "finished" && notebook === this.notebook) this.changes.fire(undefined);
      }),
      kernels.onDidChangeState((notebook) => {
        const state = kernels.state(notebook);
        if (notebook === this.notebook && (state === "none" || state === "dead")) this.forget();
      }),
    );
    showViewWhereUseful();
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  async getChildren(parent?: VariableNode): Promise<VariableNode[]> {
    if (!parent) return this.root();
    if (!("variable" in parent)) return [];
    const { expression, isTensor } = parent.variable;
    const session = this.kernels.existing(this.notebook)?.session;
    try {
      if (isTensor) {
        const statistics = await session?.statistics(expression);
        return statistics
          ? statisticsRows(statistics).map(([name, figure]) => ({ name, figure }))
          : [{ name: l10n.t("no figures"), figure: l10n.t("the tensor was freed, or the kernel is busy") }];
      }
      return ((await session?.variables(expression)) ?? []).map((variable) => ({ variable }));
    } catch {
      // The kernel went away while it was asked.
      return [];
    }
  }

  getTreeItem(node: VariableNode): vscode.TreeItem {
    if (!("variable" in node)) {
      const item = new vscode.TreeItem(node.name);
      item.description = node.figure;
      return item;
    }
    const { variable } = node;
    const opens = variable.hasMembers || variable.isTensor;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(variable.name, opens ? Collapsed : None);
    // The same item after a refresh keeps its place and stays open.
    item.id = variable.expression;
    item.description = variableText(variable);
    item.tooltip = variableDetails(variable);
    item.iconPath = new vscode.ThemeIcon(variable.isTensor ? "symbol-array" : "symbol-variable");
    item.contextValue = variable.isTensor ? "tensor" : "variable";
    return item;
  }

  private get notebook(): vscode.NotebookDocument | undefined {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    return notebook?.notebookType === notebookType ? notebook : undefined;
  }

  private async root(): Promise<VariableNode[]> {
    const state = this.notebook ? this.kernels.state(this.notebook) : "none";
    if (state === "idle" || state === "busy") {
      const found = await this.kernels
        .existing(this.notebook)
        ?.session.variables()
        .catch(() => undefined);
      this.last = found ?? this.last;
      this.view.message =
        found === null ? l10n.t("The kernel is busy; these are the variables before.") : undefined;
    } else this.view.message = undefined;
    return sortVariables(this.last, this.order).map((variable) => ({ variable }));
  }

  /** Another notebook is in front, or the kernel is gone. */
  private forget(): void {
    this.last = [];
    this.changes.fire(undefined);
  }
}

/** The view stands in the panel as long as there is a notebook; VS Code's own key for that is known in editors only. */
function showViewWhereUseful(): void {
  const open = vscode.workspace.notebookDocuments.some((notebook) => notebook.notebookType === notebookType);
  void vscode.commands.executeCommand("setContext", "summnb.hasNotebook", open);
}
