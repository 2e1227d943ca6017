import { Worker } from "node:worker_threads";
import { SummnbError } from "../../errors.js";
import type { Search, SearchRequest } from "../../generation/search.js";
import { throwIfInterrupted } from "../../interrupt.js";
import { generator } from "../../random/generator.js";
import type { FromWorker, OpenModel, ToWorker } from "./messages.js";

/** What a search waits for: messages of its job, and its end when the thread ends. */
interface Listener {
  message(message: FromWorker): void;
  failed(error: Error): void;
}

/** The thread that runs one model, seen from the program's thread, which stays free. */
export class ModelThread {
  readonly #listeners = new Map<number, Listener>();
  #ended: Error | undefined;
  #jobs = 0;

  private constructor(private readonly worker: Worker) {
    // A program whose work is done may end though a model is still there.
    worker.unref();
    worker.on("message", (message: FromWorker) => {
      if ("id" in message) this.#listeners.get(message.id)?.message(message);
    });
    worker.on("error", (error: Error) => this.#end(`The thread of the ONNX model failed: ${error.message}`));
    worker.on("exit", () => this.#end("The thread of the ONNX model has ended; load the model again."));
  }

  /** @throws SummnbError when the model can't be opened */
  static async open(model: OpenModel): Promise<ModelThread> {
    const worker = new Worker(new URL("./worker/main.js", import.meta.url), {
      workerData: model,
      execArgv: [],
    });
    const answer = await new Promise<FromWorker>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) =>
        reject(new SummnbError(`The thread that opens the ONNX model ended with code ${code}.`)),
      );
    });
    worker.removeAllListeners();
    if (answer.type === "opened") return new ModelThread(worker);
    await worker.terminate();
    throw new SummnbError(
      answer.type === "refused" ? answer.failure.message : "The ONNX model did not open.",
    );
  }

  #end(message: string): void {
    this.#ended ??= new SummnbError(message);
    for (const listener of this.#listeners.values()) listener.failed(this.#ended);
  }

  #post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** Runs a search there; leaving it early, or `signal`, ends it there at its next token. */
  async *search({ sources, settings, logitsProcessors, signal }: SearchRequest): Search {
    if (logitsProcessors?.length)
      throw new SummnbError(
        "logitsProcessors are functions, which can't go to the thread that runs an ONNX model; use the generation options, or the model with LibTorch.",
      );
    if (this.#ended) throw this.#ended;
    const id = ++this.#jobs;
    const messages: FromWorker[] = [];
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
    this.worker.ref();
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
        } else if (message.type === "failed") {
          isOver = true;
          throw new SummnbError(message.failure.message);
        }
      }
    } finally {
      if (!isOver && !this.#ended) this.#post({ type: "abort", id });
      signal?.removeEventListener("abort", abort);
      this.#listeners.delete(id);
      if (this.#listeners.size === 0) this.worker.unref();
    }
  }

  /** Ends the thread and frees the model; searches that still go on fail. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const ended = new Promise<void>((resolve) => this.worker.once("exit", () => resolve()));
    this.#end("The ONNX model was closed while it was in use.");
    this.worker.ref();
    this.#post({ type: "close" });
    await ended;
  }
}
