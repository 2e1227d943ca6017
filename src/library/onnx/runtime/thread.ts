import { Worker } from "node:worker_threads";
import { SummnbError } from "../../errors.js";
import type { Search, SearchRequest } from "../../generation/search.js";
import { throwIfInterrupted } from "../../interrupt.js";
import { generator } from "../../random/generator.js";
import type { FromWorker, OpenModel, ToWorker } from "./messages.js";

type JobMessage = Extract<FromWorker, { id: number }>;

/** What a search waits for: messages of its job, and its end when the thread ends. */
interface Listener {
  message(message: JobMessage): void;
  failed(error: Error): void;
}

/** The thread that runs one model, seen from the program's thread, which stays free. */
export class ModelThread {
  readonly #worker: Worker;
  readonly #listeners = new Map<number, Listener>();
  #ended: Error | undefined;
  #jobs = 0;

  /** @param opened told when the thread has opened its model, or why it has not */
  private constructor(model: OpenModel, opened: (failure?: Error) => void) {
    this.#worker = new Worker(new URL("./worker/main.js", import.meta.url), {
      workerData: model,
      execArgv: [],
    });
    this.#worker.on("message", (message: FromWorker) => {
      if (message.type === "opened") opened();
      else if (message.type === "refused") opened(new SummnbError(message.failure.message));
      else this.#listeners.get(message.id)?.message(message);
    });
    this.#worker.on("error", (error: Error) =>
      this.#end(`The thread of the ONNX model failed: ${error.message}`),
    );
    this.#worker.on("exit", () => {
      this.#end("The thread of the ONNX model has ended; load the model again.");
      opened(this.#ended);
    });
  }

  /** @throws SummnbError when the model can't be opened */
  static async open(model: OpenModel): Promise<ModelThread> {
    let thread!: ModelThread;
    const failure = await new Promise<Error | undefined>((resolve) => {
      thread = new ModelThread(model, resolve);
    });
    // A program whose work is done may end though a model is still there.
    thread.#worker.unref();
    if (failure) throw failure;
    return thread;
  }

  #end(message: string): void {
    this.#ended ??= new SummnbError(message);
    for (const listener of this.#listeners.values()) listener.failed(this.#ended);
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Runs a search there; leaving it early, or `signal`, ends it there at its next token. */
  async *search({ sources, settings, logitsProcessors, signal }: SearchRequest): Search {
    if (logitsProcessors?.length)
      throw new SummnbError(
        "logitsProcessors are functions, which can't go to the thread that runs an ONNX model; use the generation options, or the model with LibTorch.",
      );
    if (this.#ended) throw this.#ended;
    const id = ++this.#jobs;
    const messages: JobMessage[] = [];
    let failure: { error: unknown } | undefined;
    let wake = () => {};
    const fail = (error: unknown) => {
      failure ??= { error };
      wake();
    };
    const abort = () => fail(signal!.reason);
    this.#listeners.set(id, {
      message(message) {
        messages.push(message);
        wake();
      },
      failed: fail,
    });
    signal?.addEventListener("abort", abort, { once: true });
    this.#worker.ref();
    let isOver = false;
    try {
      const random = settings.doSample ? generator.getState() : null;
      this.#post({ type: "search", id, job: { sources, settings, random } });
      for (;;) {
        if (failure) throw failure.error;
        throwIfInterrupted();
        const message = messages.shift();
        if (!message) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (message.type === "step") yield new Map(message.ids);
        else if (message.type === "done") {
          isOver = true;
          if (message.random) generator.setState(message.random);
          return message.sequences;
        } else {
          isOver = true;
          throw new SummnbError(message.failure.message);
        }
      }
    } finally {
      if (!isOver && !this.#ended) this.#post({ type: "abort", id });
      signal?.removeEventListener("abort", abort);
      this.#listeners.delete(id);
      if (this.#listeners.size === 0) this.#worker.unref();
    }
  }

  /** Ends the thread and frees the model; searches that still go on fail. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const ended = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
    this.#end("The ONNX model was closed while it was in use.");
    this.#worker.ref();
    this.#post({ type: "close" });
    await ended;
  }
}
