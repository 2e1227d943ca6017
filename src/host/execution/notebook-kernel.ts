/** One open notebook and its kernel: runs cells in order, shows what the kernel says, explains its death. */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { KernelEnding, KernelEvent, KernelInfo } from "../../protocol/index.js";
import type { Backend } from "../backend/backend.js";
import { explainDeath } from "../kernel/death.js";
import type { KernelFolder } from "../kernel/folder.js";
import type { LeftKernel } from "../kernel/left-kernel.js";
import { type KernelDeath, KernelSession, type KernelState } from "../kernel/session.js";
import { l10n } from "../l10n.js";
import { LiveOutputs } from "../live/live-outputs.js";
import { cellId, ensureCellIds, findCell } from "../notebook/cell-ids.js";
import { offerToResume, type StoppedTraining, stoppedTraining } from "../resume/offer.js";
import { CellRun } from "./cell-run.js";
import { launchOptions } from "./launch-options.js";
import { ExecutionRouter } from "./router.js";

export interface NotebookKernelHost {
  backend: Backend;
  context: vscode.ExtensionContext;
  controller: vscode.NotebookController;
  log: vscode.LogOutputChannel;
  onEvent(notebook: vscode.NotebookDocument, event: KernelEvent): void;
  onState(notebook: vscode.NotebookDocument, state: KernelState): void;
}

/** Milliseconds that a cell has to obey an interrupt before the user is offered a restart. */
const interruptGrace = 10_000;

export class NotebookKernel {
  readonly live = new LiveOutputs();
  readonly session: KernelSession;
  private readonly router: ExecutionRouter;
  private queue: Promise<void> = Promise.resolve();
  /** Grows with every interrupt or restart: batches that began before it stop. */
  private epoch = 0;
  private pid = 0;
  /** Cells that were asked to run and have not ended. */
  private unfinished = 0;

  constructor(
    readonly notebook: vscode.NotebookDocument,
    folder: KernelFolder,
    private readonly host: NotebookKernelHost,
  ) {
    this.router = new ExecutionRouter({
      adopt: (id) => this.adopt(id),
      observe: (event) => this.observe(event),
      lastFinished: (pid) => (this.memory().pid === pid ? this.memory().event : 0),
    });
    this.session = new KernelSession(
      {
        folder,
        launch: async () => {
          const options = await launchOptions(notebook, host.context);
          await host.backend.offer(notebook.uri);
          return options;
        },
      },
      {
        onEvent: (event) => this.router.handle(event),
        onReplay: (events, info) => this.replay(events, info),
        onState: (state) => host.onState(notebook, state),
        onDeath: (death) => this.onDeath(death),
        onEnd: (ending) => this.onEnd(ending),
        onLeft: (left) => this.onLeft(left),
      },
    );
  }

  /** Busy from the first to the last of the cells that were asked for, without a flicker between two. */
  get state(): KernelState {
    const { state } = this.session;
    return state === "idle" && this.unfinished > 0 ? "busy" : state;
  }

  /** Runs the cells one after the other, after those already queued; stops at the first that doesn't succeed. */
  async run(cells: vscode.NotebookCell[]): Promise<void> {
    const { epoch } = this;
    await ensureCellIds(this.notebook);
    const runs = cells.map((cell) => this.createRun(cell));
    const work = this.queue.then(() => this.runBatch(runs, epoch));
    this.queue = work.catch(() => {});
    return work;
  }

  async interrupt(): Promise<void> {
    this.epoch++;
    await this.session.interrupt();
    const deadline = Date.now() + interruptGrace;
    while (this.session.state === "busy" && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 100));
    if (this.session.state !== "busy") return;
    const restart = l10n.t("Restart Kernel");
    const said = l10n.t(
      "The cell did not stop within {0} s. A restart ends it and loses the kernel's variables.",
      interruptGrace / 1000,
    );
    if ((await vscode.window.showWarningMessage(said, restart)) === restart) await this.restart();
  }

  async restart(): Promise<void> {
    await this.stop(l10n.t("The kernel was restarted."));
    const info = await this.session.start();
    this.pid = info.pid;
  }

  /** A new kernel, then all cells from the first on. */
  async restartAndRunAll(): Promise<void> {
    await this.restart();
    await this.run(this.notebook.getCells().filter((cell) => cell.kind === vscode.NotebookCellKind.Code));
  }

  async stop(reason: string): Promise<void> {
    this.epoch++;
    this.router.failAll(reason);
    await this.session.shutdown();
  }

  /** Looks for a kernel that a former window left, and shows what it did since. */
  async rejoin(): Promise<void> {
    const info = await this.session.rejoin();
    if (info) this.pid = info.pid;
  }

  private async runBatch(runs: CellRun[], epoch: number): Promise<void> {
    this.unfinished += runs.length;
    try {
      for (const [index, run] of runs.entries()) {
        if (await this.runCell(run, epoch)) continue;
        for (const later of runs.slice(index)) later.skip();
        return;
      }
    } finally {
      this.unfinished -= runs.length;
      this.host.onState(this.notebook, this.state);
    }
  }

  private async runCell(run: CellRun, epoch: number): Promise<boolean> {
    const executionId = randomUUID();
    try {
      const info = await this.session.start();
      this.pid = info.pid;
      // Interrupted while it waited for its turn or for the kernel.
      if (epoch !== this.epoch) return false;
      this.router.register(executionId, run);
      await this.session.execute({
        cellId: run.cellId,
        executionId,
        code: run.execution.cell.document.getText(),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.host.log.error(message);
      // A run that a death or a restart has ended already keeps that, better, reason.
      run.fail(message);
    }
    return (await run.finished) === "ok";
  }

  private createRun(cell: vscode.NotebookCell): CellRun {
    const execution = this.host.controller.createNotebookCellExecution(cell);
    return new CellRun(cellId(cell) ?? "", execution, this.live);
  }

  private adopt(id: string): CellRun | undefined {
    const cell = findCell(this.notebook, id);
    try {
      return cell && this.createRun(cell);
    } catch (error) {
      this.host.log.warn(
        `The run of cell ${id} can't be shown: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    }
  }

  private replay(events: KernelEvent[], info: KernelInfo): void {
    this.pid = info.pid;
    this.router.replay(events, info);
  }

  private observe(event: KernelEvent): void {
    if (event.type === "finished") this.remember(event.event);
    this.host.onEvent(this.notebook, event);
  }

  /** A kernel that ended while no window was there: shown as far as this notebook has not seen it. */
  private onLeft({ pid, events }: LeftKernel): void {
    this.pid = pid;
    this.router.replayEnded(events, pid);
  }

  private onDeath(death: KernelDeath): void {
    const training = stoppedTraining(this.notebook, this.live, this.router.runningCells());
    const message = explainDeath({ ...death, step: this.live.runningStep() });
    this.epoch++;
    this.router.failAll(message);
    this.host.log.error(`${message}\n${death.stderr}`);
    void this.showDeath(message, training);
  }

  private async showDeath(message: string, training: StoppedTraining | undefined): Promise<void> {
    const restart = l10n.t("Restart Kernel");
    const details = l10n.t("Show Details");
    const resume = training && l10n.t("Resume from {0}", training.checkpointName);
    const choices = [...(resume ? [resume] : []), restart, details];
    const chosen = await vscode.window.showErrorMessage(message, ...choices);
    if (chosen === restart) await this.restart();
    else if (chosen === details) this.host.log.show();
    else if (chosen !== undefined && training) await offerToResume(training, this);
  }

  /** It ended by its own rules: no fault, but whoever waits for a cell has to know. */
  private onEnd({ reason, message }: KernelEnding): void {
    const said = l10n.t("The kernel ended: {0}. Its variables are lost.", message);
    this.epoch++;
    const cutShort = this.router.failAll(said);
    this.host.log.info(said);
    if (reason === "unused" || cutShort) void vscode.window.showInformationMessage(said);
  }

  private get memoryKey(): string {
    return `finished:${this.notebook.uri.toString()}`;
  }

  private memory(): { pid: number; event: number } {
    return this.host.context.workspaceState.get(this.memoryKey, { pid: 0, event: 0 });
  }

  private remember(event: number): void {
    void this.host.context.workspaceState.update(this.memoryKey, { pid: this.pid, event });
  }
}
