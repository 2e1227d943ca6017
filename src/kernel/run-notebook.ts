import { CellOutputs, type Notebook } from "../notebook/index.js";
import type { ErrorOutput, ExecuteResult, KernelEvent } from "../protocol/index.js";
import { Watchdog } from "./interrupt/index.js";
import { placeOf } from "./outputs/index.js";
import { KernelSession } from "./session/index.js";

export interface RunNotebookOptions {
  /** The notebook's folder; default the working folder. */
  cwd?: string;
  /** Path of the notebook's file, for the runs that its cells start. */
  file?: string;
  /** Every event as it happens; what it prints is no cell's output. */
  onEvent?: (event: KernelEvent) => void;
  /** Milliseconds that one cell may take; it is interrupted then. */
  timeout?: number;
  /** Ends the run: the running cell is interrupted. */
  signal?: AbortSignal;
  /** The file that will have the outputs: what is too large for it goes beside it; default `notebook` in `cwd`. */
  output?: string;
  /** URL of the module that cells import as "summnb"; default this process's own library. */
  libraryUrl?: string;
}

export interface RunNotebookResult {
  status: ExecuteResult["status"];
  /** Cells that ran, the failed one included. */
  executed: number;
  /** The cell that failed or was interrupted, and why. */
  failed?: { cellId: string; index: number; error: ErrorOutput | undefined };
}

/**
 * Runs all code cells in order in this process and writes outputs and counts into `notebook`. Stops at the
 * first cell that fails; the outputs of later cells are emptied, because they would belong to another run.
 */
export async function runNotebook(
  notebook: Notebook,
  options: RunNotebookOptions = {},
): Promise<RunNotebookResult> {
  const { cwd = process.cwd(), file, onEvent, timeout, signal, libraryUrl, output } = options;
  const session = new KernelSession({
    folder: cwd,
    notebook: file,
    ...(output === undefined ? {} : { place: placeOf(output) }),
    ...(libraryUrl === undefined ? {} : { libraryUrl }),
  });
  const outputs = new Map<string, CellOutputs>();
  for (const cell of notebook.cells) {
    if (cell.type !== "code") continue;
    outputs.set(cell.id, new CellOutputs());
    cell.outputs = [];
    cell.executionCount = null;
  }
  session.onEvent((event) => {
    outputs.get(event.cellId)?.apply(event);
    onEvent?.(event);
  });
  const abort = () => session.interrupt();
  signal?.addEventListener("abort", abort);
  const stuck = () => session.stuck();
  process.on("beforeExit", stuck);
  const watchdog = timeout === undefined ? undefined : new Watchdog(session);
  try {
    await watchdog?.started();
    return await runCells(notebook, session, watchdog, options);
  } finally {
    signal?.removeEventListener("abort", abort);
    process.off("beforeExit", stuck);
    for (const cell of notebook.cells) cell.outputs = outputs.get(cell.id)?.list() ?? cell.outputs;
    session.dispose();
    await watchdog?.dispose();
  }
}

async function runCells(
  notebook: Notebook,
  session: KernelSession,
  watchdog: Watchdog | undefined,
  { timeout, signal }: RunNotebookOptions,
): Promise<RunNotebookResult> {
  let executed = 0;
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.type !== "code" || cell.source.trim() === "") continue;
    if (signal?.aborted) return { status: "interrupted", executed };
    watchdog?.interruptAfter(timeout ?? null);
    const params = { cellId: cell.id, executionId: `run-${index}`, code: cell.source };
    const { status, executionCount } = await session.execute(params);
    watchdog?.interruptAfter(null);
    cell.executionCount = executionCount;
    executed++;
    if (status !== "ok")
      return { status, executed, failed: { cellId: cell.id, index, error: lastError(session, cell.id) } };
  }
  return { status: "ok", executed };
}

function lastError(session: KernelSession, cellId: string): ErrorOutput | undefined {
  const events = session.replay(0).filter((event) => event.cellId === cellId && event.type === "output");
  const outputs = events.map((event) => (event.type === "output" ? event.output : undefined));
  return outputs.findLast((output): output is ErrorOutput => output?.output_type === "error");
}
