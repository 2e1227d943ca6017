import path from "node:path";
import { bundleOf, newOutputId } from "../../library/display/sink.js";
import { InterruptedError, SummnbError } from "../../library/errors.js";
import { clearInterrupt, isCooperating, requestInterrupt } from "../../library/interrupt.js";
import type {
  ErrorOutput,
  ExecuteParams,
  ExecuteResult,
  InspectResult,
  KernelEvent,
  KernelInfo,
  TensorStatistics,
  VariableInfo,
} from "../../protocol/index.js";
import { keepSecretsOf, redactValue } from "../../protocol/secrets.js";
import { Execution, installHooks, kernelContext, resetContext, runIn, timers } from "../execution/index.js";
import { interruptNativeToo } from "../interrupt/native.js";
import { describeError, type NotebookPlace, OutputFiles } from "../outputs/index.js";
import { Evaluator } from "./evaluator.js";
import { type EventBody, EventLog } from "./event-log.js";
import { inspectExpression } from "./inspect.js";
import { listVariables, tensorStatistics } from "./variables.js";

export interface SessionOptions {
  /** The notebook's folder: imports and relative paths start there. */
  folder: string;
  /** Path of the notebook's file, where it has one. */
  notebook?: string | undefined;
  /** URL of the module that cells import as "summnb"; default this process's own library. */
  libraryUrl?: string;
  /** Beside which file outputs go that are too large for it; default `notebook` in `folder`. */
  place?: NotebookPlace;
}

/** After an interrupt, a cell that still waits is given up, in milliseconds. */
const patience = 600;
/** The same while a training, say, is about to see the request and to save what it has. */
const cooperationPatience = 5000;

type Outcome = { value: unknown } | { error: unknown };

/**
 * A notebook's running state in this process: its variables, its cells one after the other, and the log of
 * what they did. A process has one session at a time.
 */
export class KernelSession {
  private readonly evaluator: Evaluator;
  private readonly place: NotebookPlace;
  private readonly log = new EventLog();
  private readonly listeners = new Set<(event: KernelEvent) => void>();
  private readonly queue: Execution[] = [];
  /** All executions that started, for outputs that come late. */
  private readonly executions: Execution[] = [];
  private runningExecution: Execution | undefined;
  private readonly uninstall: () => void;
  private readonly endNative: () => void;

  constructor(options: SessionOptions) {
    keepSecretsOf(process.env);
    const libraryUrl = options.libraryUrl ?? new URL("../../library/index.js", import.meta.url).href;
    const folder = path.resolve(options.folder);
    this.place = options.place ?? { folder, name: "notebook" };
    this.evaluator = new Evaluator(folder, libraryUrl);
    this.endNative = interruptNativeToo();
    this.uninstall = installHooks({
      notebook: options.notebook,
      likelyOwner: () => this.runningExecution,
      ownerOf: (outputId) => this.executions.findLast((execution) => execution.owns(outputId)),
      ownerOfError: (error) => this.ownerOfError(error),
    });
  }

  /** Cells that started so far. */
  get executionCount(): number {
    return this.executions.length;
  }

  get running(): KernelInfo["running"] {
    const execution = this.runningExecution;
    return execution ? { cellId: execution.cellId, executionId: execution.executionId } : null;
  }

  /** Number of the newest event. */
  get lastEvent(): number {
    return this.log.last;
  }

  /** Runs a cell after those that wait already. A cell that fails resolves too; its error is an output. */
  execute(params: ExecuteParams): Promise<ExecuteResult> {
    const host = {
      emit: (event: EventBody) => this.emit(event),
      mapText: (text: string) => this.evaluator.sources.mapText(text),
      describe: (error: unknown, count: number) => this.describeStray(error, count),
    };
    const files = new OutputFiles(this.place, params.cellId);
    const execution = new Execution(params, host, files);
    this.queue.push(execution);
    this.runNext();
    return execution.finished;
  }

  /** Asks the running cell to end and forgets those that wait. State survives. */
  interrupt(): void {
    for (const waiting of this.queue.splice(0)) waiting.end("interrupted");
    const execution = this.runningExecution;
    if (!execution) {
      clearInterrupt();
      return;
    }
    if (execution.interrupt()) runIn(kernelContext, requestInterrupt);
    const end = performance.now() + cooperationPatience;
    const giveUp = () => {
      if (execution !== this.runningExecution) return;
      if (isCooperating() && performance.now() < end) timers.setTimeout(giveUp, 20).unref();
      else this.finish(execution, { error: new InterruptedError() });
    };
    timers.setTimeout(giveUp, patience).unref();
  }

  /** The execution was terminated from outside: its promise will never settle. */
  terminated(): void {
    resetContext();
    this.interrupt();
    const execution = this.runningExecution;
    if (execution) this.finish(execution, { error: new InterruptedError() });
  }

  /** Nothing is left in the process that could ever go on: the running cell fails instead of waiting for ever. */
  stuck(): void {
    const execution = this.runningExecution;
    const message =
      "The cell waits for something that can't happen any more: nothing else goes on in this process.";
    if (execution) this.finish(execution, { error: new SummnbError(message) });
  }

  /** Hover text of a variable or of a member of one, such as `model.config`. */
  inspect(expression: string): InspectResult {
    return redactValue(runIn(kernelContext, () => inspectExpression(expression, this.evaluator.variables)));
  }

  /** The notebook's variables, or the members of one; null when there is no such value. */
  variables(parent?: string): VariableInfo[] | null {
    return runIn(kernelContext, () => listVariables(parent, this.evaluator.variables));
  }

  /** Figures of a tensor's elements; null when the expression is no tensor that lives. */
  statistics(expression: string): Promise<TensorStatistics | null> {
    return runIn(kernelContext, () => tensorStatistics(expression, this.evaluator.variables));
  }

  /** Calls `listener` with every event from now on; returns a function that ends it. */
  onEvent(listener: (event: KernelEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What happened after an event. */
  replay(after: number): KernelEvent[] {
    return this.log.after(after);
  }

  /** Gives console, timers and display back to the process. Work that still goes on is left alone. */
  dispose(): void {
    this.queue.length = 0;
    this.listeners.clear();
    this.endNative();
    this.uninstall();
  }

  private runNext(): void {
    if (this.runningExecution) return;
    const execution = this.queue.shift();
    if (!execution) return;
    this.runningExecution = execution;
    this.executions.push(execution);
    // What an interrupt left is over; nothing runs now.
    clearInterrupt();
    execution.start(this.executions.length);
    void this.compileAndRun(execution);
  }

  private async compileAndRun(execution: Execution): Promise<void> {
    try {
      const { run, silent } = await this.evaluator.prepare(execution.code, execution.count);
      if (execution.interrupted) throw new InterruptedError();
      // In a job of its own: a termination ends that job, and this function has come to its end by then.
      void Promise.resolve()
        .then(() => runIn(execution, run))
        .then(
          (value) => this.finish(execution, { value: silent ? undefined : value }),
          (error) => this.finish(execution, { error }),
        );
    } catch (error) {
      this.finish(execution, { error });
    }
  }

  private finish(execution: Execution, outcome: Outcome): void {
    if (execution.ended) {
      // A cell that was given up has come to its end by itself.
      if (!this.runningExecution) clearInterrupt();
      return;
    }
    const shown = "value" in outcome ? this.showValue(execution, outcome.value) : outcome;
    const error = "error" in shown ? shown.error : undefined;
    const interrupted = "error" in shown && (execution.interrupted || error instanceof InterruptedError);
    if ("error" in shown) {
      const cause = interrupted && !(error instanceof InterruptedError) ? new InterruptedError() : error;
      const { output, errorAt } = describeError(cause, execution.count, this.evaluator.sources);
      execution.showError(output);
      this.end(execution, interrupted ? "interrupted" : "error", errorAt);
    } else this.end(execution, "ok");
  }

  private end(
    execution: Execution,
    status: ExecuteResult["status"],
    errorAt?: { line: number; column: number },
  ): void {
    this.runningExecution = undefined;
    execution.end(status, errorAt);
    if (status !== "ok" && execution.stopOnError)
      for (const waiting of this.queue.splice(0)) waiting.end("interrupted");
    this.runNext();
  }

  /** Shows the last expression's value; a value that can't be shown is the cell's error. */
  private showValue(execution: Execution, value: unknown): Outcome {
    if (value === undefined) return { value };
    try {
      const outputId = newOutputId();
      execution.showResult(
        runIn(execution, () => bundleOf(value, outputId)),
        outputId,
      );
      return { value };
    } catch (error) {
      return { error };
    }
  }

  /** What an interrupted cell leaves behind fails silently. */
  private describeStray(error: unknown, count: number): ErrorOutput | undefined {
    return error instanceof InterruptedError
      ? undefined
      : describeError(error, count, this.evaluator.sources).output;
  }

  private ownerOfError(error: unknown): Execution | undefined {
    const stack = error instanceof Error ? String(error.stack) : "";
    for (const line of stack.split("\n")) {
      const cell = this.evaluator.sources.find(line)?.mapped?.cell;
      if (cell !== undefined) return this.executions[cell - 1];
    }
    return undefined;
  }

  private emit(body: EventBody): void {
    // Every output of a cell passes here on its way to windows, logs and notebooks.
    const event = redactValue({ ...body, event: this.log.last + 1 } as KernelEvent);
    this.log.append(event);
    runIn(kernelContext, () => {
      for (const listener of this.listeners) listener(event);
    });
  }
}
