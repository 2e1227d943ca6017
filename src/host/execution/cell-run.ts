/** One execution of one cell: the kernel's events become VS Code's execution and outputs. */
import type * as vscode from "vscode";
import type { ExecuteResult, KernelEvent, NotebookOutput } from "../../protocol/index.js";
import type { LiveOutput, LiveOutputs } from "../live/live-outputs.js";
import { outputItems, toCellOutput } from "../notebook/outputs.js";

/** How often a live output's newest state goes into the notebook itself, where a save finds it. */
const saveEvery = 5000;

export type CellRunStatus = ExecuteResult["status"];

export class CellRun {
  /** Settles with the status once the cell has ended and all its outputs are in the notebook. */
  readonly finished: Promise<CellRunStatus>;
  private resolve!: (status: CellRunStatus) => void;
  private readonly cellOutputs = new Map<string, vscode.NotebookCellOutput>();
  /** Live output id to the event id of the notebook output that holds it. */
  private readonly liveIds = new Map<string, string>();
  /** VS Code's output calls are asynchronous: they are made one after the other. */
  private work: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private started = false;
  private ended = false;

  constructor(
    readonly cellId: string,
    readonly execution: vscode.NotebookCellExecution,
    private readonly live: LiveOutputs,
  ) {
    this.finished = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  handle(event: KernelEvent): void {
    switch (event.type) {
      case "started":
        this.start(event.startTime, event.executionCount);
        break;
      case "output":
        this.append(event.outputId, event.output);
        break;
      case "replaceOutput":
        this.replace(event.outputId, event.output);
        break;
      case "clearOutput":
        this.cellOutputs.clear();
        this.enqueue(() => this.execution.clearOutput());
        break;
      case "delta":
        if (this.live.apply(event.delta)) this.timer ??= setTimeout(() => this.saveLive(), saveEvery);
        break;
      case "finished":
        this.end(event.status, event.endTime);
        break;
    }
  }

  /** The kernel can't finish this cell any more: keeps what is there and says why. */
  fail(message: string): void {
    if (this.ended) return;
    if (!this.started) this.start(Date.now());
    this.live.end(this.liveIds.keys(), message);
    const output: NotebookOutput = {
      output_type: "error",
      ename: "KernelError",
      evalue: message,
      traceback: [],
    };
    this.append(`failure-${this.cellId}`, output);
    this.end("error", Date.now());
  }

  /** Was queued and will not run. */
  skip(): void {
    if (this.ended) return;
    this.ended = true;
    this.execution.end(undefined);
    this.resolve("interrupted");
  }

  private start(time: number, executionCount?: number): void {
    if (this.started || this.ended) return;
    this.started = true;
    this.execution.executionOrder = executionCount;
    this.execution.start(time);
    this.enqueue(() => this.execution.clearOutput());
  }

  private append(outputId: string, output: NotebookOutput): void {
    if (this.cellOutputs.has(outputId)) {
      this.replace(outputId, output);
      return;
    }
    const cellOutput = toCellOutput(output);
    this.cellOutputs.set(outputId, cellOutput);
    this.remember(outputId, output);
    this.enqueue(() => this.execution.appendOutput(cellOutput));
  }

  private replace(outputId: string, output: NotebookOutput): void {
    const cellOutput = this.cellOutputs.get(outputId);
    if (!cellOutput) {
      this.append(outputId, output);
      return;
    }
    this.remember(outputId, output);
    this.enqueue(() => this.execution.replaceOutputItems(outputItems(output), cellOutput));
  }

  private remember(outputId: string, output: NotebookOutput): void {
    const live = this.live.saved(output);
    if (live) this.liveIds.set(live.payload.outputId, outputId);
  }

  /** Puts the newest state of every live output into the notebook. */
  private saveLive(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [liveId, outputId] of this.liveIds) {
      const live = this.live.get(liveId);
      const cellOutput = this.cellOutputs.get(outputId);
      if (!live || !cellOutput || live.savedSeq === live.payload.seq) continue;
      live.savedSeq = live.payload.seq;
      this.enqueue(() => this.execution.replaceOutputItems(outputItems(withPayload(live)), cellOutput));
    }
  }

  private end(status: CellRunStatus, time: number): void {
    if (this.ended) return;
    if (!this.started) this.start(time);
    this.saveLive();
    this.ended = true;
    this.work = this.work.then(() => {
      this.execution.end(status === "ok", time);
      this.resolve(status);
    });
  }

  private enqueue(work: () => Thenable<void>): void {
    if (this.ended) return;
    // A cell that was deleted meanwhile has no outputs to change; its run goes on to the end.
    this.work = this.work.then(work).then(undefined, () => {});
  }
}

function withPayload(live: LiveOutput): NotebookOutput {
  return { output_type: "display_data", data: { ...live.bundle, [live.mime]: live.payload }, metadata: {} };
}
