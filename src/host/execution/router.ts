/** Brings a kernel's events to the cell runs of one notebook, replayed runs after a window reload included. */
import type { KernelEvent, KernelInfo } from "../../protocol/index.js";
import type { CellRun } from "./cell-run.js";

export interface RouterHost {
  /** A run for a cell that is executing without our asking, as after a reload; undefined if the cell is gone. */
  adopt(cellId: string): CellRun | undefined;
  /** Every event, after its run has seen it. */
  observe(event: KernelEvent): void;
  /** Number of the last `finished` event that this notebook has shown, of the kernel with this pid. */
  lastFinished(pid: number): number;
}

export class ExecutionRouter {
  private readonly runs = new Map<string, CellRun>();

  constructor(private readonly host: RouterHost) {}

  register(executionId: string, run: CellRun): void {
    this.runs.set(executionId, run);
  }

  handle(event: KernelEvent): void {
    let run = this.runs.get(event.executionId);
    if (!run && event.type === "started") {
      run = this.host.adopt(event.cellId);
      if (run) this.runs.set(event.executionId, run);
    }
    run?.handle(event);
    this.host.observe(event);
    if (event.type === "finished") this.runs.delete(event.executionId);
  }

  /** Shows again what the notebook missed: runs that ended since it last looked, and the one that goes on. */
  replay(events: KernelEvent[], info: KernelInfo): void {
    this.replayEnded(events, info.pid);
  }

  /** The same for a kernel that is gone, with the process number that it had. */
  replayEnded(events: KernelEvent[], pid: number): void {
    const seen = this.host.lastFinished(pid);
    const shown = new Set<string>();
    for (const event of events)
      if (event.type === "finished" && event.event <= seen) shown.add(event.executionId);
    for (const event of events) if (!shown.has(event.executionId)) this.handle(event);
  }

  /** Ids of the cells that have not ended. */
  runningCells(): string[] {
    return [...this.runs.values()].map((run) => run.cellId);
  }

  /** Ends all runs with a reason, such as the kernel's death; whether there were any. */
  failAll(message: string): boolean {
    const any = this.runs.size > 0;
    for (const run of this.runs.values()) run.fail(message);
    this.runs.clear();
    return any;
  }
}
