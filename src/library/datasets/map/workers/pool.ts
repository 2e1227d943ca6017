import { Worker } from "node:worker_threads";
import { InterruptedError, SummnbError } from "../../../errors.js";
import { interruptFlag, onInterrupt } from "../../../interrupt.js";
import type { Batch } from "../changes.js";
import type { Answer, Call, WorkerStart } from "./messages.js";
import { notSelfContained } from "./selfContained.js";

export interface PoolOptions extends Omit<WorkerStart, "flag"> {
  numProc: number;
  /** The method's name and the data set, for messages. */
  method: string;
  label: string;
}

/** Batches that are sent ahead of the one whose result is needed next, for each thread. */
const ahead = 3;

/** The batches with their results, in their order, worked on by several threads; ends them in any case. */
export async function* inWorkers(
  batches: Iterable<Batch>,
  options: PoolOptions,
): AsyncGenerator<{ batch: Batch; result: unknown }> {
  const threads = Array.from({ length: options.numProc }, () => new Thread(options));
  const removeListener = onInterrupt(() => {
    for (const thread of threads) thread.fail(new InterruptedError());
  });
  const pending: { batch: Batch; result: Promise<unknown> }[] = [];
  const next = async () => {
    const { batch, result } = pending.shift()!;
    return { batch, result: await result };
  };
  try {
    for (const batch of batches) {
      const idlest = threads.reduce((a, b) => (b.waiting < a.waiting ? b : a));
      pending.push({ batch, result: idlest.call(batch) });
      if (pending.length >= ahead * threads.length) yield await next();
    }
    while (pending.length > 0) yield await next();
  } finally {
    removeListener();
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  batch: Batch;
}

/** One worker thread and the batches that it has. */
class Thread {
  private readonly worker: Worker;
  private readonly calls = new Map<number, Waiting>();
  private count = 0;
  private failure: Error | undefined;

  constructor(private readonly options: PoolOptions) {
    const { source, kind, context, features } = options;
    const workerData: WorkerStart = { source, kind, context, features, flag: interruptFlag() };
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { workerData });
    this.worker.on("message", (answer: Answer) => this.answered(answer));
    this.worker.on("error", (error) => this.fail(error));
    this.worker.on("exit", () => this.fail(new Error("the thread ended")));
  }

  get waiting(): number {
    return this.calls.size;
  }

  call(batch: Batch): Promise<unknown> {
    const id = this.count++;
    const result = new Promise((resolve, reject) => this.calls.set(id, { resolve, reject, batch }));
    // Whoever needs this result hears of its error; without this, one that is not needed any more ends the process.
    result.catch(() => {});
    if (this.failure) this.fail(this.failure);
    else this.worker.postMessage({ id, ...batch } satisfies Call);
    return result;
  }

  /** The thread can't go on. */
  fail(error: Error): void {
    this.failure ??= error;
    for (const { reject, batch } of this.calls.values()) reject(this.explained(error, place(batch)));
    this.calls.clear();
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(answer: Answer): void {
    const call = this.calls.get(answer.id);
    this.calls.delete(answer.id);
    if ("result" in answer) call?.resolve(answer.result);
    else
      call?.reject(
        this.explained(answer.error, answer.row === undefined ? place(call.batch) : `row ${answer.row}`),
      );
  }

  private explained(error: unknown, where: string): Error {
    if (error instanceof InterruptedError) return error;
    const { method, label } = this.options;
    const message = error instanceof Error ? error.message : String(error);
    const unknown = error instanceof ReferenceError ? /^(\S+) is not defined$/.exec(message)?.[1] : undefined;
    if (unknown !== undefined) return notSelfContained(method, [unknown]);
    return new SummnbError(
      `The function given to ${method} failed in a worker thread for ${where} of ${label} (${message}): correct the function, or the data there.`,
      { cause: error },
    );
  }
}

const place = ({ start, rows }: Batch): string => `rows ${start} to ${start + rows.length - 1}`;
