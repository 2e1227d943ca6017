import { KernelSession } from "../../../src/kernel/index.js";
import { CellOutputs } from "../../../src/notebook/index.js";
import type { ErrorOutput, ExecuteResult, KernelEvent, NotebookOutput } from "../../../src/protocol/index.js";

/** What one cell did. */
export interface Ran {
  status: ExecuteResult["status"];
  outputs: NotebookOutput[];
  /** Text of the value that it showed. */
  shown: string | undefined;
  stdout: string;
  error: ErrorOutput | undefined;
  errorAt: { line: number; column: number } | undefined;
  /** Milliseconds. */
  took: number;
}

/** A session for tests: the library that its cells import is the display part alone, which needs no addon. */
export class Bench {
  readonly session: KernelSession;
  readonly events: KernelEvent[] = [];
  private count = 0;

  constructor(folder: string) {
    const libraryUrl = new URL("../../../src/library/display/index.js", import.meta.url).href;
    this.session = new KernelSession({ folder, libraryUrl });
    this.session.onEvent((event) => this.events.push(event));
  }

  async run(code: string, cellId = `cell-${this.count + 1}`): Promise<Ran> {
    const executionId = `execution-${++this.count}`;
    const start = performance.now();
    const { status } = await this.session.execute({ cellId, executionId, code });
    return { status, ...this.of(executionId), took: performance.now() - start };
  }

  /** What an execution has done by now. */
  of(executionId: string): Omit<Ran, "status" | "took"> {
    const collected = new CellOutputs();
    let errorAt: Ran["errorAt"];
    for (const event of this.events) {
      if (event.executionId !== executionId) continue;
      collected.apply(event);
      if (event.type === "finished") errorAt = event.errorAt;
    }
    const outputs = collected.list();
    const result = outputs.find((output) => output.output_type === "execute_result");
    const text = result && "data" in result ? result.data["text/plain"] : undefined;
    const stream = outputs.find((output) => output.output_type === "stream" && output.name === "stdout");
    return {
      outputs,
      shown: text as string | undefined,
      stdout: stream?.output_type === "stream" ? String(stream.text) : "",
      error: outputs.find((output): output is ErrorOutput => output.output_type === "error"),
      errorAt,
    };
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
