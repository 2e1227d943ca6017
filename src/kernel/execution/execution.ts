import { randomUUID } from "node:crypto";
import type {
  ErrorOutput,
  ExecuteParams,
  ExecuteResult,
  MimeBundle,
  NotebookOutput,
  OutputDelta,
} from "../../protocol/index.js";
import type { SourcePosition } from "../compiler/index.js";
import { fitOutput, LiveOutput, type OutputFiles, Overflow, Streams } from "../outputs/index.js";
import type { EventBody } from "../session/event-log.js";
import type { WorkContext } from "./context.js";
import { clearTimers, timers } from "./timers.js";

/** What an execution needs of its session. */
export interface ExecutionHost {
  emit(event: EventBody): void;
  /** Text that a cell prints, with the places of compiled code turned into the user's. */
  mapText(text: string): string;
  /** An error that nobody caught, as an output. */
  describe(error: unknown, executionCount: number): ErrorOutput | undefined;
}

/** One run of one cell: the outputs it makes, also those that come after its end. */
export class Execution implements WorkContext {
  interrupted = false;
  ended = false;
  private interruptTaken = false;
  readonly timers = new Set<NodeJS.Timeout>();
  /** Its number among the session's executions; 0 until it starts. */
  count = 0;
  readonly cellId: string;
  readonly executionId: string;
  readonly code: string;
  readonly stopOnError: boolean;
  private readonly streams: Streams;
  private readonly overflow: Overflow;
  /** The note about an overflow, once there is one. */
  private noteId: string | undefined;
  private readonly live = new Map<string, LiveOutput>();
  private resolve!: (result: ExecuteResult) => void;
  /** Settles when the cell has ended. */
  readonly finished = new Promise<ExecuteResult>((resolve) => {
    this.resolve = resolve;
  });

  constructor(
    params: ExecuteParams,
    private readonly host: ExecutionHost,
    /** Takes what is too large for the notebook. */
    private readonly files: OutputFiles,
  ) {
    this.cellId = params.cellId;
    this.executionId = params.executionId;
    this.code = params.code;
    this.stopOnError = params.stopOnError === true;
    this.overflow = new Overflow(files, (bundle) => this.showNote(bundle));
    this.streams = new Streams({
      emit: (outputId, output, replaces) => this.emitOutput(outputId, output, replaces),
      later: (action, milliseconds) => void timers.setTimeout(action, milliseconds),
    });
  }

  start(count: number): void {
    this.count = count;
    this.files.clear();
    this.host.emit({ type: "started", ...this.ids, executionCount: count, startTime: Date.now() });
  }

  takeInterrupt(): boolean {
    const due = this.interrupted && (this.ended || !this.interruptTaken);
    this.interruptTaken ||= due;
    return due;
  }

  meetInterrupt(): void {
    this.interruptTaken = true;
  }

  /** The user asks for the end; false when it has met the flag already and is coming to its end. */
  interrupt(): boolean {
    const met = this.interruptTaken && !this.interrupted;
    this.interrupted = true;
    this.interruptTaken = met;
    return !met;
  }

  print(stream: "stdout" | "stderr", text: string): void {
    const mapped = this.host.mapText(text);
    if (this.overflow.print(mapped)) this.streams.print(stream, mapped);
  }

  /** A displayed value; it may change as long as the process lives. */
  display(bundle: MimeBundle, outputId: string): void {
    if (!this.overflow.display(String(bundle["text/plain"] ?? ""))) return;
    this.showBundle(bundle, outputId, { output_type: "display_data", data: bundle, metadata: {} });
  }

  /** The value of the cell's last expression. */
  showResult(bundle: MimeBundle, outputId: string): void {
    const rest = { execution_count: this.count, metadata: {} };
    this.showBundle(bundle, outputId, { output_type: "execute_result", data: bundle, ...rest });
  }

  /** Whether the output was displayed by this execution. */
  owns(outputId: string): boolean {
    return this.live.has(outputId);
  }

  update(outputId: string, bundle: MimeBundle): void {
    const output = this.live.get(outputId);
    output?.update(bundle);
    this.sendLater(output);
  }

  delta(delta: OutputDelta): void {
    const output = this.live.get(delta.outputId);
    output?.delta(delta);
    this.sendLater(output);
  }

  fail(error: unknown): void {
    const output = this.host.describe(error, this.count);
    if (output) this.showError(output);
  }

  showError(output: ErrorOutput): void {
    this.streams.close();
    this.emitOutput(randomUUID(), output, false);
  }

  end(status: ExecuteResult["status"], errorAt?: SourcePosition): void {
    if (this.ended) return;
    this.ended = true;
    if (status === "interrupted") clearTimers(this);
    this.streams.flush();
    this.overflow.end();
    for (const output of this.live.values()) output.send(true);
    const at = errorAt ? { errorAt: { line: errorAt.line, column: errorAt.column } } : {};
    this.host.emit({ type: "finished", ...this.ids, status, endTime: Date.now(), ...at });
    this.resolve({ status, executionCount: this.count });
  }

  private get ids(): { cellId: string; executionId: string } {
    return { cellId: this.cellId, executionId: this.executionId };
  }

  private showBundle(bundle: MimeBundle, outputId: string, output: NotebookOutput): void {
    this.streams.close();
    this.live.set(outputId, this.newLiveOutput(bundle, outputId, output));
    this.emitOutput(outputId, output, false);
  }

  private newLiveOutput(bundle: MimeBundle, outputId: string, output: NotebookOutput): LiveOutput {
    return new LiveOutput(outputId, bundle, {
      replace: (id, data) => this.emitOutput(id, { ...output, data } as NotebookOutput, true),
      delta: (delta) => this.host.emit({ type: "delta", ...this.ids, delta }),
    });
  }

  /** Outputs with a send that is already planned. */
  private readonly planned = new Set<LiveOutput>();

  private sendLater(output: LiveOutput | undefined): void {
    if (!output || this.planned.has(output)) return;
    const wait = output.send(false);
    if (wait === undefined) return;
    this.planned.add(output);
    const again = () => {
      this.planned.delete(output);
      this.sendLater(output);
    };
    timers.setTimeout(again, wait).unref();
  }

  private showNote(bundle: MimeBundle): void {
    const replaces = this.noteId !== undefined;
    this.noteId ??= randomUUID();
    if (!replaces) this.streams.close();
    this.emitOutput(this.noteId, { output_type: "display_data", data: bundle, metadata: {} }, replaces);
  }

  private emitOutput(outputId: string, whole: NotebookOutput, replaces: boolean): void {
    const output = fitOutput(whole, outputId.slice(0, 8), this.files);
    this.host.emit({ type: replaces ? "replaceOutput" : "output", ...this.ids, outputId, output });
  }
}
