/** The kernel of the notebook in front, in the status bar; a click offers what can be done with it. */
import * as vscode from "vscode";
import type { KernelStatus } from "../protocol/index.js";
import type { Kernels } from "./execution/kernels.js";
import { allFigures, shortFigures } from "./kernel/figures.js";
import type { KernelState } from "./kernel/session.js";
import { l10n } from "./l10n.js";
import { notebookType } from "./notebook/cell-ids.js";

const looks: Record<KernelState, { icon: string; text: string }> = {
  none: { icon: "$(circle-large-outline)", text: l10n.t("no kernel") },
  starting: { icon: "$(loading~spin)", text: l10n.t("starting") },
  idle: { icon: "$(pass)", text: l10n.t("idle") },
  busy: { icon: "$(sync~spin)", text: l10n.t("busy") },
  dead: { icon: "$(error)", text: l10n.t("kernel died") },
};

/** Milliseconds until the figures are asked for again while they are shown: they change while a cell runs. */
const refreshAfter: Partial<Record<KernelState, number>> = { busy: 2000, idle: 10_000 };

export class KernelStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "summnb.kernel",
    vscode.StatusBarAlignment.Right,
    100,
  );
  private readonly disposables: vscode.Disposable[] = [this.item];
  private timer: NodeJS.Timeout | undefined;
  /** Counts looks: an answer that comes when another look has begun is dropped. */
  private look = 0;
  private shown: KernelState | undefined;

  constructor(private readonly kernels: Kernels) {
    this.item.name = l10n.t("summnb Kernel");
    this.item.command = "summnb.kernelMenu";
    this.disposables.push(
      vscode.window.onDidChangeActiveNotebookEditor(() => this.update()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.update()),
      kernels.onDidChangeState(() => this.update()),
    );
    this.update();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private update(): void {
    clearTimeout(this.timer);
    const look = ++this.look;
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook?.notebookType !== notebookType) {
      this.item.hide();
      return;
    }
    const state = this.kernels.state(notebook);
    if (state !== this.shown) this.show(state);
    void this.showFigures(notebook, state, look);
  }

  private async showFigures(
    notebook: vscode.NotebookDocument,
    state: KernelState,
    look: number,
  ): Promise<void> {
    const wait = refreshAfter[state];
    if (wait === undefined) return;
    // A kernel that goes away meanwhile changes the state, and that begins another look.
    const status = await this.kernels
      .existing(notebook)
      ?.session.status()
      .catch(() => undefined);
    if (look !== this.look) return;
    if (status) this.show(state, status);
    // Nobody looks at a window in the background; its focus begins another look.
    if (vscode.window.state.focused) this.timer = setTimeout(() => this.update(), wait);
  }

  private show(state: KernelState, status?: KernelStatus): void {
    const { icon, text } = looks[state];
    this.shown = state;
    this.item.text = [`${icon} summnb: ${text}`, ...(status ? shortFigures(status) : [])].join(" · ");
    this.item.tooltip = status
      ? allFigures(status)
      : l10n.t("The kernel starts when a cell runs. Click for more.");
    this.item.backgroundColor =
      state === "dead" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.show();
  }
}
