/** The kernel of the notebook in front, in the status bar; a click offers what can be done with it. */
import * as vscode from "vscode";
import type { KernelStatus } from "../protocol/index.js";
import type { Kernels } from "./execution/kernels.js";
import type { KernelState } from "./kernel/session.js";
import { notebookType } from "./notebook/cell-ids.js";

const looks: Record<KernelState, { icon: string; text: string }> = {
  none: { icon: "$(circle-large-outline)", text: "no kernel" },
  starting: { icon: "$(loading~spin)", text: "starting" },
  idle: { icon: "$(pass)", text: "idle" },
  busy: { icon: "$(sync~spin)", text: "busy" },
  dead: { icon: "$(error)", text: "kernel died" },
};

/** How often figures of the process are asked for while they are shown. */
const refreshEvery = 5000;

export class KernelStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "summnb.kernel",
    vscode.StatusBarAlignment.Right,
    100,
  );
  private readonly disposables: vscode.Disposable[] = [this.item];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly kernels: Kernels) {
    this.item.name = "summnb Kernel";
    this.item.command = "summnb.kernelMenu";
    this.disposables.push(
      vscode.window.onDidChangeActiveNotebookEditor(() => this.update()),
      kernels.onDidChangeState(() => this.update()),
    );
    this.timer = setInterval(() => this.update(), refreshEvery);
    this.update();
  }

  dispose(): void {
    clearInterval(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private update(): void {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook?.notebookType !== notebookType) {
      this.item.hide();
      return;
    }
    const state = this.kernels.state(notebook);
    this.show(state);
    if (state !== "idle" && state !== "busy") return;
    void this.kernels
      .existing(notebook)
      ?.session.status()
      .then(
        (status) => {
          if (status && this.kernels.state(notebook) === state) this.show(state, status);
        },
        () => {},
      );
  }

  private show(state: KernelState, status?: KernelStatus): void {
    const { icon, text } = looks[state];
    const figures = status ? [status.device, megabytes(status.residentBytes)].filter(Boolean) : [];
    this.item.text = [`${icon} summnb: ${text}`, ...figures].join(" · ");
    this.item.tooltip = status
      ? `Kernel up for ${Math.round(status.uptimeSeconds)} s, ${megabytes(status.residentBytes)} of memory. Click for more.`
      : "The kernel starts when a cell runs. Click for more.";
    this.item.backgroundColor =
      state === "dead" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.show();
  }
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
